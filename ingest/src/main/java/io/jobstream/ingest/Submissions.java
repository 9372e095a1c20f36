// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.cells.Routing;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.RequestSource;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was asked for, once per key as far as it is known here: the scheduler settles what is not. */
public final class Submissions {
    private static final Logger log = LoggerFactory.getLogger(Submissions.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestLog requestLog;
    private final AvroCodec codec;
    private final RecentRequests recent;
    private final Routing routing;
    private final PoolPartitions partitions;
    private final Clock clock;
    private final Map<AcceptedRequest.Scope, InFlight> inFlight = new ConcurrentHashMap<>();

    Submissions(
            RequestLog requestLog,
            AvroCodec codec,
            RecentRequests recent,
            Routing routing,
            PoolPartitions partitions,
            Clock clock) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.recent = recent;
        this.routing = routing;
        this.partitions = partitions;
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
        if (key == null) {
            return write(submission, null, source);
        }
        AcceptedRequest.Scope scope = scope(submission.subject(), key);
        Optional<AcceptedRequest> known = recent.ofKey(scope);
        if (known.isPresent()) {
            refuseOtherUse(key, known.get().key());
            return CompletableFuture.completedFuture(known.get());
        }
        InFlight mine = new InFlight(key, new CompletableFuture<>());
        InFlight other = inFlight.putIfAbsent(scope, mine);
        if (other != null) {
            refuseOtherUse(key, other.key());
            return other.answer();
        }
        return writeOnce(() -> write(submission, key, source), scope, mine);
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
                .map(cell -> append(
                        Topics.JOB_CANCELLATIONS,
                        cell,
                        encoded(() -> codec.encode(
                                Topics.JOB_CANCELLATIONS, of.setPool(cell).build()))))
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<RecordMetadata> append(Topic<?> topic, String cell, byte[] bytes) {
        return requestLog.append(new ProducerRecord<>(topic.name(), partitions.ofPool(cell), cell, bytes));
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

    /** Writes it once it is sure to which cell; by then another copy may have accepted it. */
    private CompletableFuture<AcceptedRequest> write(
            Submission submission, @Nullable IdempotencyKey key, RequestSource source) {
        Routing.Route route = routing.of(submission, key, clock.instant());
        if (route.settlesIn().isZero()) {
            return write(submission, route.name(), key, source);
        }
        Executor later = CompletableFuture.delayedExecutor(route.settlesIn().toMillis() + 1, TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(
                        () -> {
                            Optional<AcceptedRequest> known =
                                    key == null ? Optional.empty() : recent.ofKey(scope(submission.subject(), key));
                            known.ifPresent(accepted -> refuseOtherUse(key, accepted.key()));
                            return known.map(CompletableFuture::completedFuture)
                                    .orElseGet(() -> write(submission, key, source));
                        },
                        later)
                .thenCompose(written -> written);
    }

    private CompletableFuture<AcceptedRequest> write(
            Submission submission, String cell, @Nullable IdempotencyKey key, RequestSource source) {
        JobRequest request = encoded(() -> submission.toRequest(cell, key, source, now(), codec));
        byte[] bytes = encoded(() -> codec.encode(Topics.JOB_REQUESTS, request));
        if (bytes.length > Limits.REQUEST_BYTES_MAX) {
            throw new ProblemException(
                    413,
                    "Request too large",
                    "A request may have " + Limits.REQUEST_BYTES_MAX + " bytes when encoded; this has " + bytes.length);
        }
        return append(Topics.JOB_REQUESTS, cell, bytes).thenApply(metadata -> {
            Instant stamp = Instant.ofEpochMilli(metadata.timestamp());
            refuseLate(request, stamp);
            AcceptedRequest accepted = AcceptedRequest.of(request);
            recent.add(accepted, stamp);
            return accepted;
        });
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

    private static void refuseOtherUse(@Nullable IdempotencyKey key, @Nullable IdempotencyKey earlier) {
        if (key != null && earlier != null && !key.sameAs(earlier.fingerprint())) {
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
