// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.json.Json;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.ingest.triggers.RuleReader;
import io.jobstream.ingest.triggers.Schedule;
import io.jobstream.ingest.triggers.TriggerRule;
import io.jobstream.ingest.triggers.TriggerRules;
import io.jobstream.schemas.TriggerRuleDocument;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /v1/triggers}. A rule is of one tenant; who may not act for that tenant neither sees nor changes it. */
public final class RuleEndpoints {
    private static final String ROUTE = "/v1/triggers/{name}";
    private static final int DOCUMENT_BYTES_MAX = 256 * 1024;

    private final LaidDownRules laidDown;
    private final Supplier<TriggerRules> file;
    private final Clock clock;

    /** @param file the rules of the file, which stay as they are */
    public RuleEndpoints(LaidDownRules laidDown, Supplier<TriggerRules> file, Clock clock) {
        this.laidDown = laidDown;
        this.file = file;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/v1/triggers", this::list, Scope.TRIGGERS_ADMIN);
        routes.get(ROUTE, this::get, Scope.TRIGGERS_ADMIN);
        routes.put(ROUTE, this::put, Scope.TRIGGERS_ADMIN);
        routes.delete(ROUTE, this::delete, Scope.TRIGGERS_ADMIN);
    }

    /** A rule as it is shown. */
    private record Shown(
            String rule,
            String name,
            @Nullable String tenant,
            String source,
            boolean inForce,
            boolean everyTenant,
            @Nullable Instant changedAt,
            @Nullable String changedBy,
            @Nullable Instant nextAt,
            JsonNode document) {}

    private record Listed(List<Shown> items) {}

    private void list(Context ctx) {
        requireKnown();
        Tenants tenants = Permit.of(ctx).tenants();
        Stream<Shown> ofFile =
                file.get().list().stream().filter(rule -> sees(tenants, rule)).map(this::shown);
        Stream<Shown> others = laidDown.list().stream()
                .filter(rule -> tenants.contains(rule.document().getTenant()))
                .map(this::shown);
        ctx.json(new Listed(Stream.concat(ofFile, others).toList()));
    }

    private void get(Context ctx) {
        requireKnown();
        String name = ctx.pathParam("name");
        Tenants tenants = Permit.of(ctx).tenants();
        ctx.json(laidDown.find(tenant(ctx, null), name)
                .map(this::shown)
                .or(() -> ofFile(name).filter(rule -> sees(tenants, rule)).map(this::shown))
                .orElseThrow(() -> ProblemException.notFound("There is no rule " + name)));
    }

    private void put(Context ctx) {
        requireKnown();
        String name = ctx.pathParam("name");
        JsonNode body = RequestBody.json(ctx);
        String text = Json.write(body);
        RuleReader.Wish wish = RuleReader.wish(name, body);
        String tenant = tenant(ctx, wish.rule().tenant());
        refuse(ctx, wish, tenant, text.getBytes(StandardCharsets.UTF_8).length);
        TriggerRuleDocument document = TriggerRuleDocument.newBuilder()
                .setTenant(tenant)
                .setName(name)
                .setDocument(text)
                .setEveryTenant(wish.everyTenant())
                .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setChangedBy(Permit.of(ctx).caller().id())
                .build();
        ctx.future(() -> laidDown.put(document).thenAccept(rule -> ctx.json(shown(rule))));
    }

    private void delete(Context ctx) {
        requireKnown();
        String name = ctx.pathParam("name");
        String tenant = tenant(ctx, null);
        if (laidDown.find(tenant, name).isEmpty()) {
            refuseRuleOfTheFile(name);
            throw ProblemException.notFound("Tenant " + tenant + " has no rule " + name);
        }
        ctx.future(() -> laidDown.remove(tenant, name).thenAccept(done -> ctx.status(204)));
    }

    private void refuse(Context ctx, RuleReader.Wish wish, String tenant, int bytes) {
        refuseRuleOfTheFile(wish.rule().name());
        if (wish.everyTenant() && !Permit.of(ctx).tenants().all()) {
            throw new ProblemException(
                    403, "Forbidden", "Only a credential for all tenants can have a rule see what happens to all");
        }
        if (bytes > DOCUMENT_BYTES_MAX) {
            throw new ProblemException(413, "Rule too large", "A rule may have " + DOCUMENT_BYTES_MAX + " bytes");
        }
        long rules = laidDown.list().stream()
                .filter(each -> each.document().getTenant().equals(tenant))
                .count();
        if (rules >= RuleReader.RULES_MAX
                && laidDown.find(tenant, wish.rule().name()).isEmpty()) {
            throw new ProblemException(
                    409, "Too many rules", "A tenant may have " + RuleReader.RULES_MAX + " rules: delete some first");
        }
    }

    private void refuseRuleOfTheFile(String name) {
        if (ofFile(name).isPresent()) {
            throw new ProblemException(
                    409, "Rule of the file", "The file of trigger rules has " + name + ": change it there");
        }
    }

    private Optional<TriggerRule> ofFile(String name) {
        return file.get().list().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst();
    }

    /** Whose rule is meant: the body's tenant, the parameter's, or the caller's only one. */
    private static String tenant(Context ctx, @Nullable String named) {
        Permit permit = Permit.of(ctx);
        String asked = named == null ? ctx.queryParam("tenant") : named;
        String tenant = asked == null ? permit.tenants().only().orElse(Limits.TENANT_DEFAULT) : asked;
        if (!SubmissionReader.isTenant(tenant)) {
            throw ProblemException.notFound("No tenant can be called so");
        }
        permit.requireTenant(tenant);
        return tenant;
    }

    private void requireKnown() {
        if (!laidDown.known()) {
            throw ProblemException.unavailable("The trigger rules are still being read", Duration.ofSeconds(1));
        }
    }

    /** A rule of the file that names no tenant may be about any. */
    static boolean sees(Tenants tenants, TriggerRule rule) {
        String tenant = rule.tenant();
        return tenant == null ? tenants.all() : tenants.contains(tenant);
    }

    private Shown shown(TriggerRule rule) {
        return new Shown(
                rule.id(), rule.name(), rule.tenant(), "file", true, true, null, null, next(rule), rule.document());
    }

    private Shown shown(LaidDownRules.LaidDown laidDown) {
        TriggerRuleDocument document = laidDown.document();
        TriggerRule rule = laidDown.rule();
        return new Shown(
                document.getTenant() + "/" + document.getName(),
                document.getName(),
                document.getTenant(),
                "api",
                rule != null,
                document.getEveryTenant(),
                document.getChangedAt(),
                document.getChangedBy(),
                rule == null ? null : next(rule),
                RequestBody.parse(document.getDocument().getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable Instant next(TriggerRule rule) {
        Schedule schedule = rule.schedule();
        return schedule == null ? null : schedule.next(clock.instant()).orElse(null);
    }
}
