// SPDX-License-Identifier: Apache-2.0
/** What tenants may have of pools: policies that operators lay down, written for the scheduler. */
@NullMarked
package io.jobstream.ingest.tenants;

import org.jspecify.annotations.NullMarked;
