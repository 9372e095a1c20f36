// SPDX-License-Identifier: Apache-2.0
/**
 * Seals the trail as it grows. {@link io.jobstream.audit.sealing.Sealer} follows {@code ci.audit} and writes a seal for
 * whatever is new, within a second of it; killed at any moment, it goes on from the newest seal in
 * {@code ci.audit.seals}.
 */
@NullMarked
package io.jobstream.audit.sealing;

import org.jspecify.annotations.NullMarked;
