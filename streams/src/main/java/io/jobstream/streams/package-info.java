// SPDX-License-Identifier: Apache-2.0
/** The Kafka Streams applications and how a process runs a choice of them. */
@NullMarked
package io.jobstream.streams;

import org.jspecify.annotations.NullMarked;
