// SPDX-License-Identifier: Apache-2.0
/** Tests of those who write requests straight to Kafka. */
@NullMarked
package io.jobstream.standalone.producers;

import org.jspecify.annotations.NullMarked;
