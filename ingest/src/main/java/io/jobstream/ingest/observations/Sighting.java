// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.observations;

import io.jobstream.ingest.submission.DerivedId;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Texts;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.ObservedRun;
import io.jobstream.schemas.ObservedState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one event says of one job; the text of others is cut and cleaned as it comes in. */
public final class Sighting {
    private static final int TEXT_MAX = 256;

    private final JobSpec.Builder spec;
    private final ObservedRun.Builder run;
    private final JobObservation.Builder seen = JobObservation.newBuilder();

    /**
     * A job of a repository.
     *
     * @param server which of the provider's servers
     * @param externalId what the server calls this run of the job; only what it calls {@code attempt} differs
     */
    public Sighting(String provider, String server, String repository, String externalId, int attempt) {
        String where = Limits.REPOSITORY.matcher(repository).matches() ? cut(repository, Limits.REPOSITORY_MAX) : "";
        String owner = cut(Subject.tenantOf(where), Limits.NAME_MAX);
        this.run = ObservedRun.newBuilder()
                .setProvider(provider)
                .setServer(Texts.line(server, TEXT_MAX))
                .setExternalId(Texts.line(externalId, TEXT_MAX))
                .setRunAttempt(attempt);
        this.spec = JobSpec.newBuilder()
                .setJobId(DerivedId.of(
                        List.of("observed", provider, server, where, externalId, Integer.toString(attempt))))
                .setName("")
                .setTenant(Limits.WORD.matcher(owner).matches() ? owner : Limits.TENANT_DEFAULT)
                .setRepository(where);
    }

    public Sighting named(String name) {
        spec.setName(Texts.line(name, Limits.NAME_MAX));
        return this;
    }

    /** A commit that is none is left out. */
    public Sighting of(String branch, String commit) {
        spec.setBranch(Texts.line(branch, Limits.BRANCH_MAX));
        spec.setCommit(matching(Limits.COMMIT, commit));
        return this;
    }

    /** Labels that no runner here could have are left out. */
    public Sighting labelled(List<String> labels) {
        spec.setLabels(labels.stream()
                .filter(label -> Limits.LABEL.matcher(label).matches())
                .sorted()
                .distinct()
                .limit(Limits.LABELS_MAX)
                .toList());
        return this;
    }

    /** The run of a workflow or pipeline that it belongs to. */
    public Sighting in(String workflow, String runId) {
        run.setWorkflow(Texts.line(workflow, TEXT_MAX)).setRunId(Texts.line(runId, TEXT_MAX));
        if (!runId.isEmpty()) {
            spec.setPipelineId(DerivedId.of(
                    List.of("observed-run", run.getProvider(), run.getServer(), spec.getRepository(), runId)));
        }
        return this;
    }

    /** Where to read about it; what a browser should not follow is left out. */
    public Sighting shownAt(String url) {
        boolean web = url.startsWith("https://") || url.startsWith("http://");
        run.setUrl(web && url.length() <= Limits.URL_MAX && Texts.isLine(url) ? url : "");
        return this;
    }

    public Sighting by(String runner) {
        run.setRunner(Texts.line(runner, Limits.NAME_MAX));
        return this;
    }

    public Sighting created(@Nullable Instant at) {
        seen.setCreatedAt(at);
        return this;
    }

    public Sighting waiting() {
        seen.setState(ObservedState.WAITING);
        return this;
    }

    public Sighting queued(@Nullable Instant at) {
        seen.setState(ObservedState.QUEUED).setQueuedAt(at);
        return this;
    }

    /** {@code queuedAt} and {@code startedAt}: null when that is not told. */
    public Sighting running(@Nullable Instant queuedAt, @Nullable Instant startedAt) {
        queued(queuedAt);
        seen.setState(ObservedState.RUNNING).setStartedAt(startedAt);
        return this;
    }

    /** It has ended; {@link #running} first when it ever began. */
    public Sighting finished(@Nullable Instant at, Ending ending) {
        seen.setState(ObservedState.FINISHED)
                .setFinishedAt(at)
                .setOutcome(ending.outcome())
                .setCause(ending.cause())
                .setMessage(Texts.line(ending.message(), TEXT_MAX));
        return this;
    }

    /** The record. A clock that is ahead of this one says now. */
    JobObservation seen(String deliveryId, Instant clock) {
        Instant now = clock.truncatedTo(ChronoUnit.MILLIS);
        if (spec.getName().isEmpty()) {
            spec.setName(cut(run.getExternalId(), Limits.NAME_MAX));
        }
        if (seen.getState() == ObservedState.RUNNING && seen.getStartedAt() == null) {
            seen.setStartedAt(now);
        }
        if (seen.getState() == ObservedState.FINISHED && seen.getFinishedAt() == null) {
            seen.setFinishedAt(now);
        }
        return seen.setSpec(spec.build())
                .setRun(run.build())
                .setCreatedAt(past(seen.getCreatedAt(), now))
                .setQueuedAt(past(seen.getQueuedAt(), now))
                .setStartedAt(past(seen.getStartedAt(), now))
                .setFinishedAt(past(seen.getFinishedAt(), now))
                .setDeliveryId(deliveryId)
                .setObservedAt(now)
                .build();
    }

    private static @Nullable Instant past(@Nullable Instant at, Instant now) {
        return at != null && at.isAfter(now) ? now : at;
    }

    private static String matching(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? text : "";
    }

    private static String cut(String text, int lengthMax) {
        return text.substring(0, Math.min(text.length(), lengthMax));
    }
}
