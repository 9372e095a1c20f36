// SPDX-License-Identifier: Apache-2.0
/** What {@code /metrics} shows of jobs, pools and this copy: few labels, times in their stages as histograms. */
@NullMarked
package io.jobstream.query.metering;

import org.jspecify.annotations.NullMarked;
