// SPDX-License-Identifier: Apache-2.0
/**
 * Signed texts that outside tools can check: {@link io.jobstream.audit.notes.SignedNote} writes and opens them as
 * c2sp.org/signed-note says, with Ed25519 keys from {@link io.jobstream.audit.notes.KeyFiles}.
 */
@NullMarked
package io.jobstream.audit.notes;

import org.jspecify.annotations.NullMarked;
