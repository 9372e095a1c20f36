// SPDX-License-Identifier: Apache-2.0
/** What is read of strangers' bytes, fuzzed. */
@NullMarked
package io.jobstream.ingest.fuzzing;

import org.jspecify.annotations.NullMarked;
