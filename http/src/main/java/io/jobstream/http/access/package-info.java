// SPDX-License-Identifier: Apache-2.0
/**
 * Who may do what. Every route declares a {@link io.jobstream.http.access.Scope} or that it is
 * {@link io.jobstream.http.access.Exempt}; the server does not start with one that declares nothing. Before a route
 * runs, the {@link io.jobstream.http.access.Gate} finds out who the {@link io.jobstream.http.access.Caller} is, by
 * whichever {@link io.jobstream.http.access.Authenticator} takes the credential or by the session of a browser, holds
 * it to its rate, and checks the scope. The handler then asks its {@link io.jobstream.http.access.Permit} whose jobs it
 * may touch. What cannot be told is refused. Each decision passes through the gate's one place for them.
 */
@NullMarked
package io.jobstream.http.access;

import org.jspecify.annotations.NullMarked;
