// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.http.ProblemException;
import io.jobstream.ingest.Counts;
import io.jobstream.ingest.Submissions;
import io.jobstream.ingest.submission.DerivedId;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.RequestSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what rules say. Ids of jobs follow from the event and the rule, so that it does no harm when an event is told
 * again, or to several copies of the gateway.
 */
public final class Triggers {
    private static final Logger log = LoggerFactory.getLogger(Triggers.class);

    private final Supplier<TriggerRules> rules;
    private final Submissions submissions;
    private final Counts counts;

    /** @param rules those that count, asked for at each event */
    public Triggers(Supplier<TriggerRules> rules, Submissions submissions, Counts counts) {
        this.rules = rules;
        this.submissions = submissions;
        this.counts = counts;
    }

    /** The rules that count now. */
    public TriggerRules rules() {
        return rules.get();
    }

    /**
     * How somebody told of an event.
     *
     * @param text what was said: the same id of an event with another text is a mistake
     * @param call the one that told of it, or that led to it; null for none
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    public record Telling(
            byte[] text, RequestSource source, @Nullable Call call) {
        /** Of an event whose id says everything. */
        public static Telling of(Event event, RequestSource source, @Nullable Call call) {
            return new Telling(event.id().getBytes(StandardCharsets.UTF_8), source, call);
        }
    }

    /**
     * Completes with what was started when the log has all of it.
     *
     * @throws ProblemException 503 at once, when too much is in flight; the future may end with it too. Some may have
     *     started then: telling it again starts the others
     */
    public CompletableFuture<List<Started>> fire(Event event, Telling telling) {
        List<CompletableFuture<Started>> started = new ArrayList<>();
        for (Judgement judgement : rules().judge(event)) {
            if (judgement.verdict() == Judgement.Verdict.STARTS) {
                started.add(start(judgement.rule(), event, telling));
            } else if (judgement.verdict() == Judgement.Verdict.STOPS_A_LOOP) {
                counts.trigger(event.kind().word(), "loop");
                log.atWarn()
                        .addKeyValue("rule", judgement.rule().id())
                        .addKeyValue("event", event.id())
                        .addKeyValue("reason", judgement.reason())
                        .log("Stopped a loop of trigger rules");
            }
        }
        return CompletableFuture.allOf(started.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> started.stream().map(CompletableFuture::join).toList());
    }

    /** The same of a rule that is known to start something. */
    public CompletableFuture<Started> start(TriggerRule rule, Event event) {
        return start(rule, event, Telling.of(event, RequestSource.TRIGGER, null));
    }

    /** Whether asking again may help; anything else that keeps something from starting is told here. */
    public static boolean mayBeTriedAgain(Event event, RuntimeException e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        boolean again = cause instanceof ProblemException problem && problem.status() == 503;
        if (!again) {
            log.atError().setCause(cause).addKeyValue("event", event.id()).log("A rule could not start what it says");
        }
        return again;
    }

    private CompletableFuture<Started> start(TriggerRule rule, Event event, Telling telling) {
        return submissions
                .submit(
                        rule.submission(event).calledBy(telling.call()),
                        IdempotencyKey.of(key(rule, event), telling.text()),
                        telling.source())
                .whenComplete(
                        (accepted, e) -> counts.trigger(event.kind().word(), e == null ? "started" : Counts.outcome(e)))
                .thenApply(accepted -> Started.of(rule, accepted));
    }

    private static String key(TriggerRule rule, Event event) {
        String key = event.id() + ":" + rule.id();
        return key.length() <= Limits.KEY_MAX ? key : DerivedId.of(List.of(event.id(), rule.id()));
    }
}
