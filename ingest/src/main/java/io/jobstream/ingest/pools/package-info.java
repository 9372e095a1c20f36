// SPDX-License-Identifier: Apache-2.0
/** How pools are run: policies that operators lay down, written for the scheduler. */
@NullMarked
package io.jobstream.ingest.pools;

import org.jspecify.annotations.NullMarked;
