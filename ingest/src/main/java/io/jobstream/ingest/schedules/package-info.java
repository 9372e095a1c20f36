// SPDX-License-Identifier: Apache-2.0
/** Trigger rules that are due at times: each copy of the gateway looks at the clock, and needs no leader to do so. */
@NullMarked
package io.jobstream.ingest.schedules;

import org.jspecify.annotations.NullMarked;
