// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.verdict;

import java.util.Locale;

/** What a log must keep to. Each is tested wherever the log gives occasion to. */
public enum Rule {
    WELL_FORMED("a fact has what its type names"),
    LOG_TIME("log time never goes back within a partition"),
    INPUT_ONCE("inputs are decided in their order, and none twice"),
    ADMITTED_ONCE("a job is admitted once, as its request says, before anything else is said of it"),
    ONE_LEASE("a job has one live lease at most, and none while it is queued or settled"),
    ATTEMPT_COUNT("attempts of a job count up by one"),
    SLOTS("no session is granted more than it has slots"),
    RESOURCES(
            "no runner's leases take more of a resource than it has, and each counts in its tenant's share as it must"),
    FIT("a grant goes to the current session of a runner that has the labels and resources and takes work"),
    DRAIN("a runner is drained in its current session, while it is there"),
    NEEDS("a job is queued or granted when all that it needs has ended as it must, or cancelled since it cannot"),
    GROUP("no job is granted while as many of its concurrency group as it allows hold a slot"),
    CANCELLATION("what is cancelled was to be, with all that is to be cancelled with it"),
    ORDER("no job is granted while one that goes before it would fit the same runner"),
    QUOTA("no tenant is given more slots, or has more jobs taken, than its policy allows"),
    LEASE_HOLDER("what happens to a lease happens to the attempt and session that hold it"),
    ACCEPTANCE("a lease is accepted by its holder's word, in time"),
    EXPIRY("a lease is given up for silence only when its time and the clock margin are over"),
    RESULT("a result counts once, from the holder of the lease, as the runner wrote it"),
    SETTLED_ONCE("a job settles once, and nothing follows but refused results"),
    OUTCOME("the outcome is what the accepted result says"),
    LOST_ATTEMPTS("attempts that a job lost, or that failed and were followed by another, are counted right"),
    RETRY("another attempt follows one that was lost or failed when the job's terms have it so, and not too early"),
    REQUEST_ANSWERED("every request that was decided is in the log, or among the dead letters"),
    STATUS_REVISION("revisions of a job's status grow"),
    STATUS_AGREES("a job's status is what its facts add up to"),
    COMPLETE("every request is decided, every job has its outcome, every status shows it");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    /** Its name for people and programs, such as {@code one-lease}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it says. */
    public String sentence() {
        return sentence;
    }
}
