// SPDX-License-Identifier: Apache-2.0
/** The file that says which groups of runners there are. Every mistake in it is told, with the place. */
@NullMarked
package io.jobstream.autoscaler.groups;

import org.jspecify.annotations.NullMarked;
