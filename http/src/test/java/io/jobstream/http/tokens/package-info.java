// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.http.tokens;

import org.jspecify.annotations.NullMarked;
