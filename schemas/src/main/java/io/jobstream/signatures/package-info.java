// SPDX-License-Identifier: Apache-2.0
/**
 * Signed records: whoever may write requests signs each with an Ed25519 key that is enrolled in {@code ci.producers},
 * and the scheduler takes no other. A {@link io.jobstream.signatures.SigningKey} signs topic, key and value;
 * {@link io.jobstream.signatures.RecordSignature} is what travels in the header {@code ci-signature}; a
 * {@link io.jobstream.signatures.VerificationKey} tells whether it is good.
 */
@NullMarked
package io.jobstream.signatures;

import org.jspecify.annotations.NullMarked;
