// SPDX-License-Identifier: Apache-2.0
/** Runners that are to finish what they have and leave: asked for by operators, written for the scheduler. */
@NullMarked
package io.jobstream.ingest.drains;

import org.jspecify.annotations.NullMarked;
