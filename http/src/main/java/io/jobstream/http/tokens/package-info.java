// SPDX-License-Identifier: Apache-2.0
/**
 * Access tokens (JWT) of OpenID Connect providers. A {@link io.jobstream.http.tokens.TrustedIssuer} says whose tokens
 * are believed, for which audience and in which shape, and what their claims mean here; one of an identity that CI
 * gives to its workloads has fixed scopes, and must say whom it means, since such providers give a token to anybody.
 * Keys of providers are fetched, cached and rotated by Nimbus; while a provider is away, known keys do for an hour.
 */
@NullMarked
package io.jobstream.http.tokens;

import org.jspecify.annotations.NullMarked;
