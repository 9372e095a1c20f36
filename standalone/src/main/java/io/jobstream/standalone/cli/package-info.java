// SPDX-License-Identifier: Apache-2.0
/**
 * How the command line behaves, whatever the command: every option has an environment variable, all mistakes are
 * reported together, exit statuses are 0 (done), 1 (failed) and 2 (used wrongly).
 */
@NullMarked
package io.jobstream.standalone.cli;

import org.jspecify.annotations.NullMarked;
