// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.autoscaler.groups;

import org.jspecify.annotations.NullMarked;
