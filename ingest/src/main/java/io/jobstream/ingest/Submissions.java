// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.RequestSource;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    private final Clock clock;
    private final Map<AcceptedRequest.Scope, InFlight> inFlight = new ConcurrentHashMap<>();

    Submissions(RequestLog requestLog, AvroCodec codec, RecentRequests recent, Clock clock) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.recent = recent;
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
        AcceptedRequest.Scope scope = new AcceptedRequest.Scope(
                submission.subject().tenant(), submission.subject().pool(), key.key());
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

    /** Completes when the log has the wish to end a job. */
    CompletableFuture<Void> cancelJob(String jobId, String pool, String reason) {
        return cancel(JobCancellation.newBuilder().setJobId(jobId), pool, reason);
    }

    /** Completes when the log has the wish to end all jobs of a pipeline. */
    CompletableFuture<Void> cancelPipeline(String pipelineId, String pool, String reason) {
        return cancel(JobCancellation.newBuilder().setJobId("").setPipelineId(pipelineId), pool, reason);
    }

    private CompletableFuture<Void> cancel(JobCancellation.Builder of, String pool, String reason) {
        JobCancellation cancellation =
                of.setPool(pool).setRequestedAt(now()).setReason(reason).build();
        byte[] bytes = encoded(() -> codec.encode(Topics.JOB_CANCELLATIONS, cancellation));
        return requestLog
                .append(new ProducerRecord<>(Topics.JOB_CANCELLATIONS.name(), pool, bytes))
                .thenApply(metadata -> null);
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
        JobRequest request = encoded(() -> submission.toRequest(key, source, now(), codec));
        byte[] bytes = encoded(() -> codec.encode(Topics.JOB_REQUESTS, request));
        if (bytes.length > Limits.REQUEST_BYTES_MAX) {
            throw new ProblemException(
                    413,
                    "Request too large",
                    "A request may have " + Limits.REQUEST_BYTES_MAX + " bytes when encoded; this has " + bytes.length);
        }
        return requestLog
                .append(new ProducerRecord<>(Topics.JOB_REQUESTS.name(), request.getPool(), bytes))
                .thenApply(metadata -> {
                    Instant stamp = Instant.ofEpochMilli(metadata.timestamp());
                    refuseLate(request, stamp);
                    AcceptedRequest accepted = AcceptedRequest.of(request);
                    recent.add(accepted, stamp);
                    return accepted;
                });
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
