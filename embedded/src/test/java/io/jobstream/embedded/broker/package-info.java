// SPDX-License-Identifier: Apache-2.0
/** The broker: its start, its end, and what it says when it cannot. */
@NullMarked
package io.jobstream.embedded.broker;

import org.jspecify.annotations.NullMarked;
