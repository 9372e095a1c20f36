// SPDX-License-Identifier: Apache-2.0
/** How jobs end, as events for the trigger rules: read from the status, which has observed jobs too. */
@NullMarked
package io.jobstream.ingest.outcomes;

import org.jspecify.annotations.NullMarked;
