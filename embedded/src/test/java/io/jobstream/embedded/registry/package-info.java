// SPDX-License-Identifier: Apache-2.0
/** The registry, asked by Confluent's own client. */
@NullMarked
package io.jobstream.embedded.registry;

import org.jspecify.annotations.NullMarked;
