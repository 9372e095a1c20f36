// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.access.RateLimits;
import io.jobstream.http.tokens.TrustedIssuer;
import java.util.List;

/**
 * Who gets in.
 *
 * @param open whether everyone does
 * @param issuers whose access tokens are believed, beside API keys
 * @param rates what holds for those who get in; nothing where everyone does
 * @param audit whether their requests are recorded
 */
public record AccessSettings(boolean open, List<TrustedIssuer> issuers, RateLimits.Rates rates, AuditSettings audit) {
    public static final AccessSettings OPEN =
            new AccessSettings(true, List.of(), RateLimits.Rates.DEFAULT, AuditSettings.OF_ANYONE);
}
