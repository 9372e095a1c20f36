// SPDX-License-Identifier: Apache-2.0
/** The certificate that a server shows, taken up anew when its files change: connections that are open stay. */
@NullMarked
package io.jobstream.http.tls;

import org.jspecify.annotations.NullMarked;
