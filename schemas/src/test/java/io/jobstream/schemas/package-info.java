// SPDX-License-Identifier: Apache-2.0
/** What the records promise to those who read them. */
@NullMarked
package io.jobstream.schemas;

import org.jspecify.annotations.NullMarked;
