// SPDX-License-Identifier: Apache-2.0
/**
 * What runners are: processes of this machine ({@link io.jobstream.autoscaler.drivers.LocalProcesses}), or whatever a
 * command makes ({@link io.jobstream.autoscaler.drivers.Commands}). Calls may take long and come from several threads.
 */
@NullMarked
package io.jobstream.autoscaler.drivers;

import org.jspecify.annotations.NullMarked;
