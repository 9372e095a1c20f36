// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.access.RateLimits;

/**
 * Who gets in.
 *
 * @param open whether everyone does
 * @param rates what holds for those who get in; nothing where everyone does
 */
public record AccessSettings(boolean open, RateLimits.Rates rates) {
    public static final AccessSettings OPEN = new AccessSettings(true, RateLimits.Rates.DEFAULT);
}
