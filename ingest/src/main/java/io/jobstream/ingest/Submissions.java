// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.batch.Packs;
import io.jobstream.ingest.cells.Routing;
import io.jobstream.ingest.log.CellLog;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.RequestSource;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was asked for, once per key as far as it is known here: the scheduler settles what is not. */
public final class Submissions {
    private static final Logger log = LoggerFactory.getLogger(Submissions.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final CellLog cellLog;
    private final AvroCodec codec;
    private final RecentRequests recent;
    private final Routing routing;
    private final Clock clock;
    private final Map<AcceptedRequest.Scope, InFlight> inFlight = new ConcurrentHashMap<>();

    Submissions(CellLog cellLog, AvroCodec codec, RecentRequests recent, Routing routing, Clock clock) {
        this.cellLog = cellLog;
        this.codec = codec;
        this.recent = recent;
        this.routing = routing;
        this.clock = clock;
    }

    private record InFlight(IdempotencyKey key, CompletableFuture<AcceptedRequest> answer) {}

    /**
     * Completes when the log has the request.
     *
     * @throws ProblemException 413 when it is too large, 422 when the key was used for something else, 503 when too
     *     much is in flight; the future may end with 503 too
     */
    public CompletableFuture<AcceptedRequest> submit(
            Submission submission, @Nullable IdempotencyKey key, RequestSource source) {
        return once(submission, key, () -> write(submission, key, source));
    }

    private CompletableFuture<AcceptedRequest> once(
            Submission submission, @Nullable IdempotencyKey key, Supplier<CompletableFuture<AcceptedRequest>> write) {
        if (key == null) {
            return write.get();
        }
        Optional<AcceptedRequest> known = known(submission, key);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        AcceptedRequest.Scope scope = scope(submission.subject(), key);
        InFlight mine = new InFlight(key, new CompletableFuture<>());
        InFlight other = inFlight.putIfAbsent(scope, mine);
        if (other != null) {
            refuseOtherUse(key, other.key());
            return other.answer();
        }
        return writeOnce(write, scope, mine);
    }

    /** A job, and what makes asking for it repeatable. */
    public record Keyed(Submission submission, @Nullable IdempotencyKey key) {}

    /**
     * As if each job were submitted on its own, but that they travel together. Each future completes as {@link #submit}
     * says, with what that throws too.
     */
    public List<CompletableFuture<AcceptedRequest>> submitAll(List<Keyed> jobs, RequestSource source) {
        Packs packs = new Packs();
        Map<String, CompletableFuture<AcceptedRequest>> writing = new HashMap<>();
        List<CompletableFuture<AcceptedRequest>> answers = new ArrayList<>();
        for (Keyed job : jobs) {
            Submission one = job.submission();
            answers.add(submit(
                    one,
                    job.key(),
                    () -> routed(one, job.key(), source, cell -> {
                        JobRequest request = encoded(() -> one.toRequest(cell, job.key(), source, now(), codec));
                        packs.add(request, encoded(request).length);
                        CompletableFuture<AcceptedRequest> answer = new CompletableFuture<>();
                        writing.put(jobId(request), answer);
                        return answer;
                    })));
        }
        packs.packs().forEach(pack -> write(pack, writing));
        return answers;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the answers have the result
    private void write(Packs.Pack pack, Map<String, CompletableFuture<AcceptedRequest>> writing) {
        CompletableFuture<List<AcceptedRequest>> written;
        try {
            JobRequest request = pack.request();
            written = append(request, encoded(request));
        } catch (RuntimeException e) {
            written = CompletableFuture.failedFuture(e);
        }
        written.whenComplete((accepted, e) -> {
            for (int i = 0; i < pack.singles().size(); i++) {
                CompletableFuture<AcceptedRequest> answer =
                        Objects.requireNonNull(writing.get(jobId(pack.singles().get(i))));
                if (e == null) {
                    answer.complete(accepted.get(i));
                } else {
                    answer.completeExceptionally(
                            e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
                }
            }
        });
    }

    /** Of a request of one job. */
    private static String jobId(JobRequest single) {
        return single.getJobs().get(0).getSpec().getJobId();
    }

    private CompletableFuture<AcceptedRequest> submit(
            Submission submission, @Nullable IdempotencyKey key, Supplier<CompletableFuture<AcceptedRequest>> write) {
        try {
            return once(submission, key, write);
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Completes when the log has the wish to end a job, in each cell where it may be. */
    CompletableFuture<Void> cancelJob(String jobId, List<String> cells, String reason) {
        return cancel(JobCancellation.newBuilder().setJobId(jobId), cells, reason);
    }

    /** Completes when the log has the wish to end all jobs of a pipeline, in each cell where they may be. */
    CompletableFuture<Void> cancelPipeline(String pipelineId, List<String> cells, String reason) {
        return cancel(JobCancellation.newBuilder().setJobId("").setPipelineId(pipelineId), cells, reason);
    }

    private CompletableFuture<Void> cancel(JobCancellation.Builder of, List<String> cells, String reason) {
        of.setRequestedAt(now()).setReason(reason);
        return CompletableFuture.allOf(cells.stream()
                .map(cell -> cellLog.cancellation(
                        cell,
                        encoded(() -> codec.encode(
                                Topics.JOB_CANCELLATIONS, of.setPool(cell).build()))))
                .toArray(CompletableFuture<?>[]::new));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the answer has the result
    private CompletableFuture<AcceptedRequest> writeOnce(
            Supplier<CompletableFuture<AcceptedRequest>> write, AcceptedRequest.Scope scope, InFlight mine) {
        try {
            CompletableFuture<AcceptedRequest> written = write.get();
            written.whenComplete((accepted, e) -> {
                inFlight.remove(scope, mine);
                if (e == null) {
                    mine.answer().complete(accepted);
                } else {
                    mine.answer().completeExceptionally(e);
                }
            });
            return mine.answer();
        } catch (RuntimeException e) {
            inFlight.remove(scope, mine);
            mine.answer().completeExceptionally(e);
            throw e;
        }
    }

    private CompletableFuture<AcceptedRequest> write(
            Submission submission, @Nullable IdempotencyKey key, RequestSource source) {
        return routed(submission, key, source, cell -> {
            JobRequest request = encoded(() -> submission.toRequest(cell, key, source, now(), codec));
            return append(request, encoded(request)).thenApply(accepted -> accepted.get(0));
        });
    }

    /**
     * Writes it to a cell at once where it is sure to which; else by itself, as soon as that is sure. By then another
     * copy may have accepted it.
     */
    private CompletableFuture<AcceptedRequest> routed(
            Submission submission,
            @Nullable IdempotencyKey key,
            RequestSource source,
            Function<String, CompletableFuture<AcceptedRequest>> write) {
        Routing.Route route = routing.of(submission, key, clock.instant());
        if (route.settlesIn().isZero()) {
            return write.apply(route.name());
        }
        Executor later = CompletableFuture.delayedExecutor(route.settlesIn().toMillis() + 1, TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(settled -> writeUnlessKnown(submission, key, source));
    }

    private CompletableFuture<AcceptedRequest> writeUnlessKnown(
            Submission submission, @Nullable IdempotencyKey key, RequestSource source) {
        return known(submission, key)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> write(submission, key, source));
    }

    private Optional<AcceptedRequest> known(Submission submission, @Nullable IdempotencyKey key) {
        if (key == null) {
            return Optional.empty();
        }
        Optional<AcceptedRequest> known = recent.ofKey(scope(submission.subject(), key));
        known.ifPresent(accepted -> refuseOtherUse(key, accepted.key()));
        return known;
    }

    private byte[] encoded(JobRequest request) {
        byte[] bytes = encoded(() -> codec.encode(Topics.JOB_REQUESTS, request));
        if (bytes.length > Limits.REQUEST_BYTES_MAX) {
            throw new ProblemException(
                    413,
                    "Request too large",
                    "A request may have " + Limits.REQUEST_BYTES_MAX + " bytes when encoded; this has " + bytes.length);
        }
        return bytes;
    }

    private CompletableFuture<List<AcceptedRequest>> append(JobRequest request, byte[] bytes) {
        // All of its jobs came with the same.
        Call call = request.getJobs().get(0).getSpec().getCall();
        recent.own().begin(bytes);
        try {
            return cellLog.request(request.getPool(), bytes, call)
                    .thenApply(metadata -> accepted(request, Instant.ofEpochMilli(metadata.timestamp())))
                    .whenComplete((accepted, e) -> recent.own().end(bytes));
        } catch (RuntimeException e) {
            recent.own().end(bytes);
            throw e;
        }
    }

    private List<AcceptedRequest> accepted(JobRequest request, Instant stamp) {
        refuseLate(request, stamp);
        List<AcceptedRequest> accepted = AcceptedRequest.allOf(request);
        accepted.forEach(one -> recent.add(one, stamp));
        return accepted;
    }

    private static AcceptedRequest.Scope scope(Subject subject, IdempotencyKey key) {
        return new AcceptedRequest.Scope(subject.tenant(), subject.pool(), key.key());
    }

    /** This clock has made the request late, which starts nothing. */
    private static void refuseLate(JobRequest request, Instant stamp) {
        if (LateRequests.isLate(request, stamp)) {
            log.atError()
                    .addKeyValue("here", request.getAcceptedAt())
                    .addKeyValue("broker", stamp)
                    .log("This clock is behind the broker's by so much that every request is refused");
            throw ProblemException.unavailable(
                    "This gateway's clock is wrong; the request was set aside and starts nothing", RETRY_AFTER);
        }
    }

    private static void refuseOtherUse(IdempotencyKey key, @Nullable IdempotencyKey earlier) {
        if (earlier != null && !key.sameAs(earlier.fingerprint())) {
            throw new ProblemException(
                    422, "Key already used", "This Idempotency-Key was used for another body: take a new key");
        }
    }

    /** The registry is asked at start; only one that was away even then can be missing here. */
    private static <T> T encoded(Supplier<T> encoding) {
        try {
            return encoding.get();
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable(
                    "The schema registry does not answer; nothing was accepted", RETRY_AFTER);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
