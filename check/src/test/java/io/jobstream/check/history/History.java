// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.kept.KnownJobs;
import io.jobstream.check.status.StatusChecker;
import io.jobstream.check.status.StatusChecker.FactRange;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.check.verdict.Violation;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The records of one partition, as they are told by {@link Told}, and what the check says of them. */
final class History {
    final List<LoggedFact> facts = new ArrayList<>();
    final Map<String, List<InputRecord>> inputs = new TreeMap<>();
    final List<JobStatus> statuses = new ArrayList<>();
    final Set<Long> setAside = new HashSet<>();
    final Tally tally = new Tally();
    private boolean complete;
    private boolean cutOff;
    private long jobsMax = 1_000;
    private boolean fromTheBeginning = true;

    /** Changes the facts that {@code which} tells. */
    History change(Predicate<JobEvent> which, Consumer<JobEvent> change) {
        facts.stream().map(LoggedFact::event).filter(which).forEach(change);
        return this;
    }

    History withoutFacts(Predicate<JobEvent> which) {
        facts.removeIf(fact -> which.test(fact.event()));
        return this;
    }

    /** Begins at a fact, as {@code --from} and retention do. */
    History from(int fact) {
        facts.subList(0, fact).clear();
        fromTheBeginning = false;
        return this;
    }

    /** Ends before a fact, as {@code --to} does. */
    History to(int fact) {
        facts.subList(fact, facts.size()).clear();
        cutOff = true;
        return this;
    }

    History withoutInputs(String topic) {
        inputs.remove(topic);
        return this;
    }

    History complete() {
        complete = true;
        return this;
    }

    History jobsMax(long max) {
        jobsMax = max;
        return this;
    }

    History states(JobStatus status) {
        statuses.add(status);
        return this;
    }

    /** The rules that do not hold. */
    Set<Rule> broken() {
        Set<Rule> broken = new HashSet<>();
        check().violations().stream().map(Violation::rule).forEach(broken::add);
        return broken;
    }

    /** The rules that do not hold when another partition has this history. */
    Set<Rule> brokenBeside(History other) {
        Verdict verdict = new Verdict(100);
        LogChecker log = new LogChecker(verdict, tally, new KnownJobs(jobsMax), complete);
        readInto(log, 0);
        other.readInto(log, 1);
        Set<Rule> broken = new HashSet<>();
        verdict.violations().stream().map(Violation::rule).forEach(broken::add);
        return broken;
    }

    private void readInto(LogChecker log, int partition) {
        Map<String, Iterator<InputRecord>> sources = new TreeMap<>();
        inputs.forEach((topic, records) -> sources.put(topic, records.iterator()));
        new Merge(log.partition(new PartitionScope(partition, fromTheBeginning, setAside::contains)), sources)
                .run(facts.iterator(), cutOff);
    }

    Verdict check() {
        Verdict verdict = new Verdict(100);
        KnownJobs known = new KnownJobs(jobsMax);
        readInto(new LogChecker(verdict, tally, known, complete), 0);
        long end = facts.isEmpty() ? 0 : facts.get(facts.size() - 1).position().offset() + 1;
        StatusChecker checker = new StatusChecker(
                verdict, tally, known, new PoolPartitions(1), Map.of(0, new FactRange(end, fromTheBeginning)));
        for (int i = 0; i < statuses.size(); i++) {
            checker.stated(new RecordPosition(Topics.JOB_STATUS.name(), 0, i), statuses.get(i));
        }
        checker.end(complete, true);
        return verdict;
    }
}
