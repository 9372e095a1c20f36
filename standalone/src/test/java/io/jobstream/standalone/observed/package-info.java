// SPDX-License-Identifier: Apache-2.0
/** Jobs that another CI system runs, from its webhook to what people see of them. */
@NullMarked
package io.jobstream.standalone.observed;

import org.jspecify.annotations.NullMarked;
