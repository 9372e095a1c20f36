// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.kept.KnownJob;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What rules about jobs share: which job a fact is about, and how it is said what is wrong. */
final class Findings {
    private final Verdict verdict;
    private final LiveJobs jobs;

    Findings(Verdict verdict, LiveJobs jobs) {
        this.verdict = verdict;
        this.jobs = jobs;
    }

    boolean test(
            Rule rule, boolean holds, Supplier<String> sentence, CitedFact fact, @Nullable RecordPosition earlier) {
        if (holds) {
            return verdict.test(rule, true, sentence, List.of());
        }
        return verdict.test(rule, false, sentence, fact.with(earlier));
    }

    void unread(Rule rule) {
        verdict.unread(rule);
    }

    /**
     * The live job that a fact is about. One that is not known began before what was read, if that may be; else a rule
     * is broken and there is none.
     */
    @Nullable
    JobStory about(CitedFact fact) {
        JobStory job = jobs.get(fact.jobId());
        if (job != null) {
            return job;
        }
        Optional<KnownJob> settled = jobs.settled(fact.jobId());
        if (settled.isPresent()) {
            test(
                    Rule.SETTLED_ONCE,
                    false,
                    () -> fact.type() + " of job " + fact.jobId() + ", which has settled",
                    fact,
                    position(settled.get()));
            return null;
        }
        if (jobs.allKnown()) {
            test(
                    Rule.ADMITTED_ONCE,
                    false,
                    () -> fact.type() + " of job " + fact.jobId() + ", which was never admitted",
                    fact,
                    null);
            return null;
        }
        JobStory before = new JobStory(fact, null);
        jobs.add(before);
        return before;
    }

    /** The lease that a fact is about; none where its grant was not read, or another attempt or session holds it. */
    @Nullable
    AttemptStory lease(CitedFact fact, JobStory job) {
        AttemptStory lease = job.lease;
        if (lease == null && !job.whole() && job.attempts.isEmpty()) {
            return null;
        }
        boolean holds = lease != null && lease.heldBy(fact.event());
        test(
                Rule.LEASE_HOLDER,
                holds,
                () -> fact.type() + " of " + fact.attempt() + " and session "
                        + fact.event().getSessionId() + ", but "
                        + (job.lease == null ? "nobody" : job.lease) + " holds its lease",
                fact,
                lease == null ? job.last : lease.grantedBy);
        return holds ? lease : null;
    }

    /** Tests that all that a job needs has ended as it must. */
    void needs(CitedFact fact, JobStory job) {
        if (job.terms == null || job.terms.needs().isEmpty()) {
            return;
        }
        for (String need : job.terms.needs()) {
            JobStory open = jobs.get(need);
            Optional<KnownJob> settled = jobs.settled(need);
            if (open == null && settled.isEmpty() && !jobs.allKnown()) {
                unread(Rule.NEEDS);
            } else {
                test(
                        Rule.NEEDS,
                        settled.filter(known -> known.outcome() == Outcome.SUCCEEDED
                                        || job.terms.condition() != NeedsCondition.SUCCESS)
                                .isPresent(),
                        () -> fact.type() + " of job " + job.id + ", which needs job " + need + ": it "
                                + settled.map(known -> "ended as " + known.outcome())
                                        .orElse("has not settled"),
                        fact,
                        open == null ? settled.map(Findings::position).orElse(null) : open.last);
            }
        }
        if (job.terms.condition() == NeedsCondition.FAILURE) {
            test(
                    Rule.NEEDS,
                    job.needFailed,
                    () -> fact.type() + " of job " + job.id + ", but nothing that it needs has failed",
                    fact,
                    job.last);
        }
    }

    private static RecordPosition position(KnownJob job) {
        return new RecordPosition(Topics.JOB_EVENTS.name(), job.partition(), job.offset());
    }
}
