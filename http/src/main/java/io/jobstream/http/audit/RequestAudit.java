// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.audit;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.audit.trail.AuditTrail;
import io.jobstream.http.ProblemException;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.schemas.AuditOutcome;
import io.jobstream.schemas.AuditPhase;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records requests. What changes something is written while it is being handled, and answered when that record is
 * durable: the two ways to Kafka run side by side. What shows something protected is shown after that. Refusals are
 * answered when their record is durable, or cannot be written, since nothing follows from them.
 */
public final class RequestAudit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RequestAudit.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration READ_WAITS_MAX = Duration.ofSeconds(7);
    private static final int READS_WAITING_MAX = 32;

    private final @Nullable AuditTrail trail;
    private final boolean open;
    private final Clock clock = Clock.systemUTC();
    private final Semaphore readsWaiting = new Semaphore(READS_WAITING_MAX);
    private final RefusalCounts refusals;

    private RequestAudit(@Nullable AuditTrail trail, boolean open) {
        this.trail = trail;
        this.open = open;
        this.refusals = new RefusalCounts(this::count);
    }

    /** Records nothing. */
    public static RequestAudit none() {
        return new RequestAudit(null, true);
    }

    /**
     * Records in a trail.
     *
     * @param open whether nobody is known, so that nothing is recorded of who it was
     */
    public static RequestAudit to(AuditTrail trail, boolean open) {
        return new RequestAudit(trail, open);
    }

    /** Runs after every endpoint. */
    public void addTo(RoutesConfig routes) {
        if (trail != null) {
            refusals.start();
            routes.after(this::answered);
        }
    }

    /** The route is one whose requests are recorded, even if nothing more is heard of this one. */
    public void expect(Context ctx) {
        Account.of(ctx).expected = true;
    }

    /**
     * It was let in.
     *
     * @param caller who it is; null where nobody is known
     * @throws ProblemException 503 when it would be shown something and no record of that can be kept
     */
    public void allowed(Context ctx, @Nullable String caller) {
        Account account = Account.of(ctx);
        account.caller = caller;
        if (trail == null || !account.expected || account.asked != null) {
            return;
        }
        account.asked = append(ctx, account, AuditPhase.ASKED, AuditOutcome.ALLOWED, null);
        if (ctx.method().equals(HandlerType.GET)) {
            await(account.asked);
        }
    }

    /** It was refused; {@code caller} is null when nobody knows who sent it. */
    public void refused(Context ctx, @Nullable String caller, @Nullable String tenant, AuditOutcome outcome) {
        Account account = Account.of(ctx);
        account.outcome = outcome;
        account.caller = caller == null ? account.caller : caller;
        account.tenant = tenant == null ? account.tenant : tenant;
    }

    /** What a request is about or has made, where its path does not say so; at most 256 characters are kept. */
    public static void about(Context ctx, String target) {
        Account.of(ctx).target = target;
    }

    /** Whose that is. */
    public static void ofTenant(Context ctx, String tenant) {
        Account.of(ctx).tenant = tenant;
    }

    /** Writes what was only counted. */
    @Override
    public void close() {
        refusals.close();
    }

    private void answered(Context ctx) {
        Account account = Account.of(ctx);
        int status = ctx.statusCode();
        if (account.asked != null) {
            CompletableFuture<Void> outcome = append(ctx, account, AuditPhase.ANSWERED, account.outcome, status);
            CompletableFuture<Void> asked = account.asked;
            boolean refused = account.outcome != AuditOutcome.ALLOWED;
            ctx.future(() -> refused ? forgiving(outcome).thenCompose(done -> requiring(asked)) : requiring(asked));
        } else if (account.outcome != AuditOutcome.ALLOWED) {
            refusal(ctx, account, status);
        } else if (account.expected) {
            unannounced(ctx, account, status);
        }
    }

    private void refusal(Context ctx, Account account, int status) {
        if (account.fromKnownCaller() || refusals.first(address(ctx), account.outcome)) {
            CompletableFuture<Void> written = append(ctx, account, AuditPhase.REFUSED, account.outcome, status);
            ctx.future(() -> forgiving(written));
        }
    }

    /** Of a route that knows by itself who may have it. It was not refused by it, unless its answer says so. */
    private void unannounced(Context ctx, Account account, int status) {
        if (status == 401 || status == 403) {
            account.outcome = AuditOutcome.UNAUTHENTICATED;
            refusal(ctx, account, status);
        } else if (status < 400) {
            CompletableFuture<Void> written = append(ctx, account, AuditPhase.ANSWERED, AuditOutcome.ALLOWED, status);
            ctx.future(() -> requiring(written));
        } else if (refusals.first(address(ctx), AuditOutcome.ALLOWED)) {
            CompletableFuture<Void> written = append(ctx, account, AuditPhase.ANSWERED, AuditOutcome.ALLOWED, status);
            ctx.future(() -> forgiving(written));
        }
    }

    private CompletableFuture<Void> append(
            Context ctx, Account account, AuditPhase phase, AuditOutcome outcome, @Nullable Integer status) {
        AuditEvent.Builder event = Account.describe(ctx, account)
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setPhase(phase)
                .setOutcome(outcome)
                .setStatus(status);
        CompletableFuture<Void> written = append(event, subject(ctx, account), address(ctx));
        return written.whenComplete((done, e) -> {
            if (e != null) {
                log.atWarn()
                        .addKeyValue("requestId", event.getRequestId())
                        .addKeyValue("phase", phase)
                        .addKeyValue("reason", e.toString())
                        .log("A request could not be recorded");
            }
        });
    }

    private CompletableFuture<Void> append(AuditEvent.Builder event, String subject, String address) {
        AuditTrail writing = trail;
        if (writing == null) {
            return CompletableFuture.completedFuture(null);
        }
        return writing.append(event, open ? null : new PersonalData(subject, address));
    }

    private void count(String address, AuditOutcome outcome, int count) {
        AuditEvent.Builder event = AuditEvent.newBuilder()
                .setActor("")
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setPhase(AuditPhase.COUNTED)
                .setRequestId("")
                .setMethod("")
                .setRoute("")
                .setOutcome(outcome)
                .setCount(count);
        var unused = append(event, stranger(), address).exceptionally(e -> {
            log.atWarn()
                    .addKeyValue("count", count)
                    .addKeyValue("outcome", outcome)
                    .addKeyValue("reason", e.toString())
                    .log("Refusals could not be recorded");
            return null;
        });
    }

    private String subject(Context ctx, Account account) {
        if (account.caller != null) {
            return account.caller;
        }
        boolean signed = account.expected && account.outcome == AuditOutcome.ALLOWED && ctx.statusCode() < 400;
        return signed ? "signed:" + Account.route(ctx) : stranger();
    }

    /** All strangers of a day share a key: one for each address would let them fill a topic. */
    private String stranger() {
        return "strangers:" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static String address(Context ctx) {
        return String.valueOf(ctx.req().getRemoteAddr());
    }

    private void await(CompletableFuture<Void> written) {
        if (!readsWaiting.tryAcquire()) {
            throw unavailable();
        }
        try {
            written.get(READ_WAITS_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable();
        } finally {
            readsWaiting.release();
        }
    }

    private static CompletableFuture<Void> requiring(CompletableFuture<Void> written) {
        return written.exceptionallyCompose(e -> CompletableFuture.failedFuture(unavailable()));
    }

    private static CompletableFuture<Void> forgiving(CompletableFuture<Void> written) {
        return written.exceptionally(e -> null);
    }

    private static ProblemException unavailable() {
        return ProblemException.unavailable(
                "Kafka did not confirm the record that the audit keeps of this, so that it is not known whether"
                        + " anything was done: repeat it with the same Idempotency-Key, if it has one",
                RETRY_AFTER);
    }
}
