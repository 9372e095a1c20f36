// SPDX-License-Identifier: Apache-2.0
/** The HTTP interface as a whole: its one document, and that what was released of it still holds. */
@NullMarked
package io.jobstream.standalone.api;

import org.jspecify.annotations.NullMarked;
