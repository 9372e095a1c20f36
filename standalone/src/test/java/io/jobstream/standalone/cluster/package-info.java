// SPDX-License-Identifier: Apache-2.0
/**
 * A cluster as in production, in containers of one network: three brokers that replicate, a registry, and services from
 * the project's own image. Its brokers are restarted, killed and paused, its runners cut off. Needs Docker.
 */
@NullMarked
package io.jobstream.standalone.cluster;

import org.jspecify.annotations.NullMarked;
