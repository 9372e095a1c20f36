// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.jobstream.query.analytics.Windows;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.live.Live;
import io.jobstream.query.metering.Meters;
import io.jobstream.query.tailing.Received;
import io.jobstream.query.tailing.Sink;
import io.jobstream.query.tailing.Subscription;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Which topic feeds which view. */
final class ViewTopics {
    private final Jobs jobs;
    private final Fleet fleet;
    private final Windows windows;
    private final Clock clock;
    private volatile BooleanSupplier live = () -> false;

    ViewTopics(Jobs jobs, Fleet fleet, Windows windows, Clock clock) {
        this.jobs = jobs;
        this.fleet = fleet;
        this.windows = windows;
        this.clock = clock;
    }

    /** What settled before that is history: it is shown, but counted as news by nobody. */
    void liveOnce(BooleanSupplier caughtUp) {
        live = caughtUp;
    }

    List<Subscription<?>> subscriptions(Duration requestsSince, Meters meters, Live streams) {
        return List.of(
                Subscription.since(Topics.JOB_REQUESTS, requestsSince, received -> {
                    JobRequest request = received.value();
                    if (request != null && !LateRequests.isLate(request, received.at())) {
                        jobs.requested(request, clock.instant());
                    }
                }),
                Subscription.fromBeginning(Topics.JOB_STATUS, statuses(meters, streams::jobsChanged)),
                Subscription.fromBeginning(Topics.RUNNER_STATUS, fleet::runner),
                Subscription.fromBeginning(Topics.POOL_STATUS, received -> {
                    fleet.pool(received);
                    meters.pool(received.key());
                }),
                Subscription.fromBeginning(Topics.POOL_POLICIES, received -> {
                    if (fleet.poolPolicy(received)) {
                        streams.poolGrew();
                    }
                }),
                Subscription.fromBeginning(Topics.TENANT_POLICIES, fleet::policy),
                Subscription.fromBeginning(Topics.JOB_METRICS, received -> windows.take(received, clock.instant())));
    }

    private Sink<JobStatus> statuses(Meters meters, Runnable jobsChanged) {
        return new Sink<>() {
            @Override
            public void accept(Received<JobStatus> received) {
                JobStatus status = received.value();
                if (status == null) {
                    jobs.removed(received.key());
                } else if (jobs.stated(status, clock.instant()) && live.getAsBoolean()) {
                    meters.settled(status);
                }
            }

            @Override
            public void batchGiven() {
                jobsChanged.run();
            }
        };
    }
}
