// SPDX-License-Identifier: Apache-2.0
/**
 * What the HTTP interface refuses: for each operation that it documents, everything that can be wrong with a request.
 */
@NullMarked
package io.jobstream.standalone.badinput;

import org.jspecify.annotations.NullMarked;
