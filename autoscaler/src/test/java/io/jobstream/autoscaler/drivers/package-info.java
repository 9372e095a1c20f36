// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.autoscaler.drivers;

import org.jspecify.annotations.NullMarked;
