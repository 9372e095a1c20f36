// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.audit.subjects.KeyEncryptionKey;
import io.jobstream.http.access.Rate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.tokens.IssuersFile;
import io.jobstream.http.tokens.TrustedIssuer;
import io.jobstream.standalone.cli.Problems;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who gets in, and how often. */
public final class AccessOptions {
    @Option(
            names = "--rate-limit-caller",
            paramLabel = "N/s[,BURST]",
            description = "Requests of one key or token at this process. Default: ${DEFAULT-VALUE}.",
            defaultValue = "200/s,400")
    String callerRate = "";

    @Option(
            names = "--rate-limit-tenant",
            paramLabel = "N/s[,BURST]",
            description = "Requests for one tenant at this process. Default: ${DEFAULT-VALUE}.",
            defaultValue = "500/s,1000")
    String tenantRate = "";

    @Option(
            names = "--oidc-issuer",
            paramLabel = "URL",
            description = "An OpenID Connect provider whose access tokens (RFC 9068) are let in. Default: none.")
    @Nullable
    URI oidcIssuer;

    @Option(
            names = "--oidc-audience",
            paramLabel = "AUDIENCE",
            description = "What Jobstream is called there; other tokens are refused.")
    @Nullable
    String oidcAudience;

    @Option(
            names = "--oidc-tenants-claim",
            paramLabel = "CLAIM",
            description = "Where its tokens name tenants. Default: ${DEFAULT-VALUE}.",
            defaultValue = TrustedIssuer.TENANTS_CLAIM_DEFAULT)
    String oidcTenantsClaim = "";

    @Option(
            names = "--oidc-scopes-claim",
            paramLabel = "CLAIM",
            description = "Where its tokens name scopes. Default: ${DEFAULT-VALUE}.",
            defaultValue = TrustedIssuer.SCOPES_CLAIM_DEFAULT)
    String oidcScopesClaim = "";

    @Option(
            names = "--oidc-issuers",
            paramLabel = "FILE",
            description = "YAML file of further issuers, such as those that give CI workloads an identity.")
    @Nullable
    Path oidcIssuers;

    @Option(
            names = "--audit-kek-file",
            paramLabel = "FILE",
            description = "The key that personal data of the audit is encrypted under, the same for all processes, as"
                    + " 'jobstream audit init' makes it.")
    @Nullable
    Path auditKekFile;

    @Option(names = "--without-audit", description = "Record no requests.")
    boolean withoutAudit;

    /** For processes that find no key of their own for the audit. */
    public void checkAudit(BindOptions bind, Problems problems) {
        if (auditKekFile == null && !withoutAudit && !bind.withoutAuthentication()) {
            problems.add("--audit-kek-file is missing: 'jobstream audit init DIRECTORY' makes one; or say"
                    + " --without-audit");
        }
    }

    public void check(Problems problems) {
        if (auditKekFile != null) {
            Path file = auditKekFile;
            problems.read(() -> KeyEncryptionKey.read(file));
        }
        if ((oidcIssuer == null) != (oidcAudience == null)) {
            problems.add("--oidc-issuer and --oidc-audience need each other");
        }
        problems.read(this::issuers);
        problems.read(() -> rate("--rate-limit-caller", callerRate));
        problems.read(() -> rate("--rate-limit-tenant", tenantRate));
    }

    public AccessSettings settings(BindOptions bind) {
        return settings(bind, null);
    }

    /**
     * As {@link #settings(BindOptions)}, for a process that makes a key of its own for the audit.
     *
     * @param kekDefault that key, where no option names one
     */
    public AccessSettings settings(BindOptions bind, @Nullable Path kekDefault) {
        return bind.withoutAuthentication()
                ? new AccessSettings(true, List.of(), RateLimits.Rates.DEFAULT, audit(true, null))
                : new AccessSettings(
                        false,
                        issuers(),
                        new RateLimits.Rates(
                                rate("--rate-limit-caller", callerRate), rate("--rate-limit-tenant", tenantRate)),
                        audit(false, kekDefault));
    }

    private AuditSettings audit(boolean open, @Nullable Path kekDefault) {
        Path kek = auditKekFile == null ? kekDefault : auditKekFile;
        if (withoutAudit) {
            return AuditSettings.OFF;
        }
        if (open) {
            return AuditSettings.OF_ANYONE;
        }
        return new AuditSettings(true, KeyEncryptionKey.read(Objects.requireNonNull(kek, "--audit-kek-file")));
    }

    private List<TrustedIssuer> issuers() {
        List<TrustedIssuer> issuers = new ArrayList<>();
        if (oidcIssuer != null && oidcAudience != null) {
            issuers.add(TrustedIssuer.of(oidcIssuer, oidcAudience, oidcTenantsClaim, oidcScopesClaim));
        }
        if (oidcIssuers != null) {
            issuers.addAll(IssuersFile.read(oidcIssuers));
        }
        long different = issuers.stream().map(TrustedIssuer::issuer).distinct().count();
        if (different < issuers.size()) {
            throw new IllegalArgumentException("--oidc-issuers has the issuer of --oidc-issuer too");
        }
        return issuers;
    }

    private static Rate rate(String option, String text) {
        try {
            return Rate.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
