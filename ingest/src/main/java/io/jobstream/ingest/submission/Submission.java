// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.Idempotency;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for and keeps all rules: accepted whole or not at all.
 *
 * @param pipeline whether its jobs form a pipeline; otherwise it has one job
 * @param triggeredBy the rules that led to it, the last one last; none when somebody asked for it
 * @param call the one that it came with, or that led to it; null for none
 */
public record Submission(
        Subject subject,
        boolean pipeline,
        List<JobTemplate> jobs,
        List<String> triggeredBy,
        @Nullable Call call) {

    /** What nothing led to yet. */
    public Submission(Subject subject, boolean pipeline, List<JobTemplate> jobs) {
        this(subject, pipeline, jobs, List.of(), null);
    }

    /** This, which came with a call. */
    public Submission calledBy(@Nullable Call by) {
        return new Submission(subject, pipeline, jobs, triggeredBy, by);
    }

    /** This with what its jobs do not say themselves, and the rules that led to it. */
    public Submission triggered(JobSettings defaults, List<String> rules) {
        return new Submission(
                subject, pipeline, jobs.stream().map(job -> job.with(defaults)).toList(), rules, call);
    }

    /** Whether any of its jobs names a concurrency group. */
    public boolean grouped() {
        return jobs.stream().anyMatch(job -> job.settings().concurrency() != null);
    }

    /**
     * The record, with ids from {@code key} where there is one.
     *
     * @param cell what topics call the cell that it goes to, which no id follows from
     */
    public JobRequest toRequest(
            String cell, @Nullable IdempotencyKey key, RequestSource source, Instant acceptedAt, AvroCodec codec) {
        RequestIds ids = RequestIds.of(subject, key);
        Map<String, String> idsByName =
                jobs.stream().collect(Collectors.toMap(JobTemplate::name, job -> ids.job(job.name())));
        String pipelineId = pipeline ? ids.pipeline() : null;
        return JobRequest.newBuilder()
                .setRequestId(ids.request())
                .setPool(cell)
                .setAcceptedAt(acceptedAt)
                .setSource(source)
                .setIdempotency(
                        key == null
                                ? null
                                : new Idempotency(key.key(), key.fingerprint().duplicate()))
                .setJobs(jobs.stream()
                        .map(job -> new RequestedJob(
                                spec(job, pipelineId, idsByName::get), ByteBuffer.wrap(codec.encodeWork(work(job)))))
                        .toList())
                .build();
    }

    private JobSpec spec(JobTemplate job, @Nullable String pipelineId, Function<String, String> idOf) {
        JobSettings settings = job.settings();
        return JobSpec.newBuilder()
                .setJobId(idOf.apply(job.name()))
                .setName(job.name())
                .setTenant(subject.tenant())
                .setRepository(subject.repository())
                .setBranch(subject.branch())
                .setCommit(subject.commit())
                .setPipelineId(pipelineId)
                .setLabels(settings.labels().stream().sorted().distinct().toList())
                .setResources(settings.resources())
                .setNeeds(job.needs().stream().distinct().map(idOf).toList())
                .setNeedsCondition(job.needs().isEmpty() ? null : job.when())
                .setConcurrencyGroup(settings.concurrency())
                .setPriority(orElse(settings.priority(), Limits.PRIORITY_DEFAULT))
                .setMaxAttempts(orElse(settings.maxAttempts(), Limits.ATTEMPTS_DEFAULT))
                .setRetry(settings.retry())
                .setStartWithinMillis(
                        settings.startWithin() == null
                                ? null
                                : settings.startWithin().toMillis())
                .setTimeLimitMillis(
                        orElse(settings.timeLimit(), Limits.TIME_LIMIT_DEFAULT).toMillis())
                .setTriggeredBy(triggeredBy.isEmpty() ? null : triggeredBy)
                .setCall(call)
                .build();
    }

    private static JobWork work(JobTemplate job) {
        JobSettings settings = job.settings();
        return JobWork.newBuilder()
                .setCheckout(settings.checkout())
                .setScript(job.script())
                .setEnvironment(settings.environment())
                .setImage(settings.image())
                .setSecrets(settings.secrets())
                .build();
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
