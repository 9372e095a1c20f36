// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.streams.application.Application;
import io.jobstream.streams.metrics.MetricsApplication;
import io.jobstream.streams.notifications.NotificationsApplication;
import io.jobstream.streams.observed.ObservationsApplication;
import io.jobstream.streams.scheduling.SchedulerApplication;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import io.jobstream.streams.scheduling.decision.PoolLimits;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.status.StatusApplication;
import io.jobstream.topics.PoolPartitions;
import java.util.Collection;
import java.util.List;

/** The Kafka Streams applications that a process may run. */
public enum StreamsChoice {
    SCHEDULER,
    STATUS,
    OBSERVATIONS,
    METRICS,
    NOTIFICATIONS;

    public static final List<StreamsChoice> ALL = List.of(values());

    public static List<Application> applications(
            Collection<StreamsChoice> chosen, PoolPartitions partitions, PoolLimits limits, Signatures signatures) {
        return chosen.stream()
                .map(each -> each.application(partitions, limits, signatures))
                .toList();
    }

    private Application application(PoolPartitions partitions, PoolLimits limits, Signatures signatures) {
        return switch (this) {
            case SCHEDULER -> new SchedulerApplication(SchedulingPolicy.DEFAULT.with(limits), partitions, signatures);
            case STATUS -> new StatusApplication();
            case OBSERVATIONS -> new ObservationsApplication();
            case METRICS -> new MetricsApplication();
            case NOTIFICATIONS -> new NotificationsApplication();
        };
    }
}
