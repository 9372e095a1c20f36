// SPDX-License-Identifier: Apache-2.0
/**
 * What every process with an HTTP interface shares. {@link io.jobstream.http.HttpServer} takes the
 * {@link io.jobstream.http.Endpoints} of the services that run in the process and serves them on one port, beside
 * liveness, readiness, metrics and the merged OpenAPI document.
 *
 * <p>Before any endpoint runs, RequestGuard has refused what a web page of someone else could send: while there is no
 * authentication, that is what keeps a service on loopback out of reach of the browser's other tabs. Every error leaves
 * as a problem document (RFC 9457), whoever raised it.
 */
@NullMarked
package io.jobstream.http;

import org.jspecify.annotations.NullMarked;
