// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What each fact changes. The answer of each case tells whether a job may have found a runner by it. */
final class Effects implements Fact.Cases<Boolean> {
    private final SchedulingState state;

    Effects(SchedulingState state) {
        this.state = state;
    }

    @Override
    public Boolean jobAdmitted(Fact.JobAdmitted fact) {
        state.admit(Job.admitted(fact.pool(), fact.admission()), fact.job());
        return true;
    }

    @Override
    public Boolean jobQueued(Fact.JobQueued fact) {
        state.change(fact.job().id(), job -> job.requeued(fact.front(), fact.attemptsLost()));
        return true;
    }

    @Override
    public Boolean jobDelayed(Fact.JobDelayed fact) {
        state.change(fact.job().id(), job -> job.delayed(fact.until(), fact.attemptsLost()));
        return false;
    }

    @Override
    public Boolean cancellationAccepted(Fact.CancellationAccepted fact) {
        state.cancelled(fact.job());
        return false;
    }

    @Override
    public Boolean leaseGranted(Fact.LeaseGranted fact) {
        state.grant(fact.job().id(), fact.lease());
        return assigned(fact.lease().runner(), fact.lease().sequence());
    }

    @Override
    public Boolean leaseAccepted(Fact.LeaseAccepted fact) {
        state.changeLease(fact.job().id(), lease -> lease.accepted(fact.at(), fact.expiresAt()));
        return false;
    }

    @Override
    public Boolean leaseRevoked(Fact.LeaseRevoked fact) {
        state.changeLease(fact.job().id(), lease -> lease.revoked(fact.reason()));
        return assigned(fact.lease().runner(), fact.sequence());
    }

    @Override
    public Boolean attemptEnded(Fact.AttemptEnded fact) {
        state.consume(fact.job().id(), fact.at());
        state.changeLease(fact.job().id(), lease -> lease.ended(fact.at()));
        return true;
    }

    @Override
    public Boolean leaseEnded(Fact.LeaseEnded fact) {
        state.consume(fact.job().id(), fact.at());
        state.change(fact.job().id(), Job::released);
        return true;
    }

    @Override
    public Boolean resultAccepted(Fact.ResultAccepted fact) {
        return false;
    }

    @Override
    public Boolean resultRefused(Fact.ResultRefused fact) {
        return false;
    }

    @Override
    public Boolean jobSettled(Fact.JobSettled fact) {
        state.settle(fact.pool(), fact.job(), fact.outcome(), fact.cause());
        return true;
    }

    @Override
    public Boolean runnerJoined(Fact.RunnerJoined fact) {
        List<String> superseded = new ArrayList<>();
        Instant heardAt = state.now();
        state.runner(fact.runner()).ifPresent(before -> {
            superseded.add(before.session());
            before.superseded().stream().limit(Runner.SUPERSEDED_MAX - 1L).forEach(superseded::add);
        });
        state.put(new Runner(
                fact.runner(),
                fact.session(),
                List.copyOf(superseded),
                fact.capacity(),
                fact.phase(),
                0,
                heardAt,
                null,
                false,
                Runner.Presence.HERE));
        return true;
    }

    @Override
    public Boolean runnerChanged(Fact.RunnerChanged fact) {
        state.change(fact.runner(), runner -> runner.changed(fact.capacity(), fact.phase()));
        return true;
    }

    @Override
    public Boolean runnerDeaf(Fact.RunnerDeaf fact) {
        state.change(fact.runner(), runner -> runner.deaf(fact.sequence()));
        return false;
    }

    @Override
    public Boolean runnerHeard(Fact.RunnerHeard fact) {
        state.change(fact.runner(), runner -> runner.deaf(null));
        return true;
    }

    @Override
    public Boolean runnerDrained(Fact.RunnerDrained fact) {
        state.change(fact.runner(), runner -> runner.drained(fact.sequence()));
        return false;
    }

    @Override
    public Boolean runnerLost(Fact.RunnerLost fact) {
        state.change(fact.runner(), runner -> runner.now(Runner.Presence.LOST));
        return false;
    }

    @Override
    public Boolean runnerReturned(Fact.RunnerReturned fact) {
        state.change(fact.runner(), runner -> runner.now(Runner.Presence.HERE));
        return true;
    }

    @Override
    public Boolean runnerLeft(Fact.RunnerLeft fact) {
        state.change(fact.runner(), runner -> runner.now(Runner.Presence.LEFT));
        return false;
    }

    @Override
    public Boolean sessionDismissed(Fact.SessionDismissed fact) {
        return false;
    }

    @Override
    public Boolean runnerRefused(Fact.RunnerRefused fact) {
        return false;
    }

    @Override
    public Boolean staleAttemptRevoked(Fact.StaleAttemptRevoked fact) {
        return assigned(fact.runner(), fact.sequence());
    }

    @Override
    public Boolean tenantPolicyChanged(Fact.TenantPolicyChanged fact) {
        state.put(fact.tenant(), fact.terms());
        return true;
    }

    @Override
    public Boolean poolPolicyChanged(Fact.PoolPolicyChanged fact) {
        state.put(fact.pool(), fact.terms());
        return true;
    }

    @Override
    public Boolean timeGapped(Fact.TimeGapped fact) {
        return false;
    }

    @Override
    public Boolean timeAdvanced(Fact.TimeAdvanced fact) {
        state.advance(fact.now(), fact.ticked(), fact.graceUntil());
        return false;
    }

    @Override
    public Boolean runnerBeat(Fact.RunnerBeat fact) {
        state.heard(fact.runner(), fact.at());
        return false;
    }

    @Override
    public Boolean leaseRenewed(Fact.LeaseRenewed fact) {
        state.renew(fact.job().id(), fact.expiresAt());
        return false;
    }

    @Override
    public Boolean cancellationKept(Fact.CancellationKept fact) {
        state.keepCancellation(fact.target(), fact.until());
        return false;
    }

    @Override
    public Boolean cancellationForgotten(Fact.CancellationForgotten fact) {
        state.forgetCancellation(fact.target());
        return false;
    }

    @Override
    public Boolean runnerForgotten(Fact.RunnerForgotten fact) {
        state.forget(fact.runner());
        return false;
    }

    @Override
    public Boolean settledForgotten(Fact.SettledForgotten fact) {
        state.forgetSettled(fact.before());
        return false;
    }

    private boolean assigned(RunnerId runner, long sequence) {
        if (sequence > 0) {
            state.change(runner, known -> known.assigned(sequence));
        }
        return false;
    }
}
