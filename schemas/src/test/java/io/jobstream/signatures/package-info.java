// SPDX-License-Identifier: Apache-2.0
/** Tests of signed records. */
@NullMarked
package io.jobstream.signatures;

import org.jspecify.annotations.NullMarked;
