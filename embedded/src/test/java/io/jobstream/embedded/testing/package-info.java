// SPDX-License-Identifier: Apache-2.0
/**
 * The cluster that {@code *IT} tests share: {@link io.jobstream.embedded.testing.ClusterExtension} starts one for each
 * JVM, embedded, or in containers when {@code jobstream.test.broker} is {@code containers}.
 */
@NullMarked
package io.jobstream.embedded.testing;

import org.jspecify.annotations.NullMarked;
