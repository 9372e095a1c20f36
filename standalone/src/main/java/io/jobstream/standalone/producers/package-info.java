// SPDX-License-Identifier: Apache-2.0
/** The command that says who may write requests straight to Kafka: {@code jobstream producers}, over HTTP. */
@NullMarked
package io.jobstream.standalone.producers;

import org.jspecify.annotations.NullMarked;
