// SPDX-License-Identifier: Apache-2.0
/**
 * Kafka and a schema registry inside one process, for one machine and for tests.
 * {@link io.jobstream.embedded.EmbeddedCluster} starts both, with the topics and the schemas of Jobstream. What
 * listens, listens on loopback unless told otherwise, and a taken port is told before anything starts.
 */
@NullMarked
package io.jobstream.embedded;

import org.jspecify.annotations.NullMarked;
