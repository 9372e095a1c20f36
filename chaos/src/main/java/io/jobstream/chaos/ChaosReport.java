// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import io.jobstream.clients.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;

/**
 * What came of a run; the log is still there to be checked.
 *
 * @param accepted jobs that were accepted
 * @param settled jobs that have their outcome in the log
 * @param tenants whose jobs they were
 * @param policyChanges that were accepted, but for those at the end
 * @param repeated requests that were not answered with 202 and sent again
 * @param attempts attempts that left evidence
 * @param faults that happened
 * @param settledWithin how long after the last fault everything had settled
 * @param before waits from acceptance to an accepted lease, in milliseconds, without faults
 * @param during the same with faults
 * @param pauses of dispatch, a line for each kind of fault
 * @param noticed how long it took until silent and deaf runners were noticed, and their jobs ran elsewhere; lines
 * @param violations what must not be
 */
public record ChaosReport(
        long accepted,
        long settled,
        int tenants,
        int policyChanges,
        int repeated,
        long attempts,
        int faults,
        Duration settledWithin,
        AbstractHistogram before,
        AbstractHistogram during,
        List<String> pauses,
        List<String> noticed,
        List<String> violations) {
    public ChaosReport {
        pauses = List.copyOf(pauses);
        noticed = List.copyOf(noticed);
        violations = List.copyOf(violations);
    }

    /** With what something else found. */
    public ChaosReport withMore(List<String> more) {
        List<String> all = new ArrayList<>(violations);
        all.addAll(more);
        return new ChaosReport(
                accepted,
                settled,
                tenants,
                policyChanges,
                repeated,
                attempts,
                faults,
                settledWithin,
                before,
                during,
                pauses,
                noticed,
                all);
    }

    public boolean holds() {
        return violations.isEmpty();
    }

    /** What happened, in a few lines. */
    public String summary() {
        List<String> lines = new ArrayList<>(List.of(
                accepted + " jobs of " + tenants + " tenants accepted, " + repeated + " requests repeated, " + settled
                        + " jobs settled, the last " + settledWithin.toMillis() / 1_000.0 + " s after the faults ended",
                faults + " faults, " + policyChanges + " changes of policies; " + attempts + " attempts left evidence",
                "without faults: " + Waits.of(before),
                "with faults:    " + Waits.of(during)));
        lines.addAll(pauses);
        lines.addAll(noticed);
        return String.join(System.lineSeparator(), lines);
    }

    /** Judges the log while all of it runs, before the processes are stopped. */
    @FunctionalInterface
    public interface Judge {
        /** What is wrong with the log. */
        List<String> violations(KafkaConnection connection);
    }
}
