// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.http.audit;

import org.jspecify.annotations.NullMarked;
