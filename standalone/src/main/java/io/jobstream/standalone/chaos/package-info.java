// SPDX-License-Identifier: Apache-2.0
/** The command that breaks a system by a seed, with {@code io.jobstream.chaos}, and has its log checked. */
@NullMarked
package io.jobstream.standalone.chaos;

import org.jspecify.annotations.NullMarked;
