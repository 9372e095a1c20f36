// SPDX-License-Identifier: Apache-2.0
/**
 * Does the trail hold? {@link io.jobstream.audit.verification.Verification} computes the seals of an
 * {@link io.jobstream.audit.verification.AuditCopy} again, whether that is a cluster's topics or a file that was
 * exported from them, and names each range that does not hold. It needs public keys only.
 */
@NullMarked
package io.jobstream.audit.verification;

import org.jspecify.annotations.NullMarked;
