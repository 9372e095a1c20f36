// SPDX-License-Identifier: Apache-2.0
/** What is said when a port cannot be had. */
@NullMarked
package io.jobstream.embedded.ports;

import org.jspecify.annotations.NullMarked;
