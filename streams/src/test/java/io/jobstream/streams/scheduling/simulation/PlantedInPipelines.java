// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import static io.jobstream.streams.scheduling.simulation.PlantedBug.decision;
import static io.jobstream.streams.scheduling.simulation.PlantedBug.state;

import java.util.stream.Stream;

/** Bugs in what jobs have to do with each other: needs, pipelines, concurrency groups. */
final class PlantedInPipelines {
    private PlantedInPipelines() {}

    static Stream<PlantedBug> all() {
        return Stream.of(inNeeds(), inGroups(), inCancellations()).flatMap(bugs -> bugs);
    }

    private static Stream<PlantedBug> inNeeds() {
        return Stream.of(
                decision("needs ignored", "Job", "!openNeeds.isEmpty() || delayed", "delayed", Rule.NEEDS),
                decision(
                        "a cascade settles twice",
                        "Dependents",
                        "before.awaits(end.job.id()) && !settled.test(id)",
                        "before.awaits(end.job.id())",
                        Rule.SETTLED_ONCE,
                        Rule.NEEDS),
                decision(
                        "begun for a failure that did not happen",
                        "Dependents",
                        "condition == NeedsCondition.FAILURE && !dependent.needFailed()",
                        "false",
                        Rule.NEEDS),
                decision(
                        "a failure of what is needed by a need is forgotten",
                        "Job",
                        "cause == Cause.POLICY && needFailed",
                        "false",
                        Rule.NEEDS),
                state(
                        "failures of needs are not stored",
                        "StoredFormat",
                        "job.needFailed(),",
                        "false,",
                        Rule.NEEDS,
                        Rule.REPLAY));
    }

    private static Stream<PlantedBug> inGroups() {
        return Stream.of(
                decision(
                        "more of a group than it allows",
                        "GroupTerms",
                        "return held < limit;",
                        "return true;",
                        Rule.GROUP),
                state(
                        "a group that has room again is not looked at",
                        "ConcurrencyGroup",
                        "return lines.stream().mapToInt(GroupLine::refresh).sum();",
                        "return step < 0 ? 0 : lines.stream().mapToInt(GroupLine::refresh).sum();",
                        Rule.NO_IDLE_RUNNER,
                        Rule.ORDER,
                        Rule.FAIR_SHARE,
                        Rule.EVERYTHING_SETTLES),
                state(
                        "groups are not stored",
                        "StoredFormat",
                        "job.group() == null",
                        "true",
                        Rule.GROUP,
                        Rule.CANCELLED_TOGETHER,
                        Rule.REPLAY),
                decision(
                        "nobody's place is taken",
                        "Admissions",
                        "supersede(decision, request, admitted);",
                        "",
                        Rule.CANCELLED_TOGETHER));
    }

    private static Stream<PlantedBug> inCancellations() {
        return Stream.of(
                decision(
                        "a pipeline's end leaves those that always run",
                        "Decision",
                        "jobs.stream().filter(job -> !job.cancelRequested()).toList();",
                        "jobs.stream().filter(job -> !job.cancelRequested() && job.terms().condition()"
                                + " != io.jobstream.schemas.NeedsCondition.ALWAYS).toList();",
                        Rule.CANCELLED_TOGETHER,
                        Rule.CANCELLED_FIRST),
                decision(
                        "a pipeline ends one by one",
                        "Decision",
                        "jobs.forEach(job -> addSettled(job, outcome, cause, message));\n",
                        "for (Job job : jobs) { addSettled(job, outcome, cause, message);"
                                + " dependents.ended(job, outcome, cause); }\n",
                        Rule.SETTLED_ONCE,
                        Rule.NEEDS),
                state(
                        "a pipeline's end that came first is forgotten",
                        "KeptCancellations",
                        "(job.pipeline() != null && kept.contains(CancelTarget.pipeline(job.pool(), job.pipeline())))",
                        "false",
                        Rule.CANCELLED_TOGETHER,
                        Rule.CANCELLED_FIRST));
    }
}
