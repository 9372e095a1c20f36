// SPDX-License-Identifier: Apache-2.0
/** Facts as the scheduler writes them, and applications run without a broker. */
@NullMarked
package io.jobstream.streams.testing;

import org.jspecify.annotations.NullMarked;
