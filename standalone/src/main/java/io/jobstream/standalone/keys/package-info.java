// SPDX-License-Identifier: Apache-2.0
/**
 * API keys from the command line, straight through Kafka: whoever reaches that may make the first key of a cluster,
 * when there is none yet to ask over HTTP with.
 */
@NullMarked
package io.jobstream.standalone.keys;

import org.jspecify.annotations.NullMarked;
