// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.http.tls;

import org.jspecify.annotations.NullMarked;
