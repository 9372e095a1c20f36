// SPDX-License-Identifier: Apache-2.0
/**
 * Which cell of a pool a request goes to. It follows from what must meet in one scheduling domain, so that every copy
 * of the gateway sends a request and its repetition to the same one: see ADR 0019. When a pool has grown, requests
 * whose cell is another one now wait for some seconds, until every copy knows of it and has read what the others wrote
 * before. No cell is ever told of another.
 */
@NullMarked
package io.jobstream.ingest.cells;

import org.jspecify.annotations.NullMarked;
