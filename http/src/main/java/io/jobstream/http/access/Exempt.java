// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.javalin.security.RouteRole;

/** What a route declares that needs no scope. One that declares nothing is never served. */
public enum Exempt implements RouteRole {
    /** Everyone may have it: it tells nothing of anybody's jobs. */
    PUBLIC,
    /** Its requests are signed, which the route checks itself. */
    SIGNED,
    /** Whoever is known, whatever the scopes. */
    ANY_CALLER
}
