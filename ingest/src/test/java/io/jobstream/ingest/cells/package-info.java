// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.ingest.cells;

import org.jspecify.annotations.NullMarked;
