// SPDX-License-Identifier: Apache-2.0
/** Health as a value, which every service gives and someone else shows. */
@NullMarked
package io.jobstream.health;

import org.jspecify.annotations.NullMarked;
