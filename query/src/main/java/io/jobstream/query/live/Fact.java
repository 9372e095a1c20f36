// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.json.Json;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.json.AvroJson;
import io.jobstream.query.json.Times;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.topics.Cell;
import java.util.Arrays;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A fact of {@code ci.job.events} as clients see it. */
final class Fact {
    private static final int OVERHEAD_BYTES = 200;

    private final JobEventType type;
    private final String pool;
    private final String repository;
    private final @Nullable String tenant;
    private final byte[] event;
    private volatile @Nullable Frame last;

    /**
     * A fact.
     *
     * @param repository empty when it is about no job, or none that is known
     * @param tenant whose job or policy it is about; empty when it is about no one's, null when whose is not known
     */
    Fact(JobEventType type, String pool, String repository, @Nullable String tenant, String json) {
        this.type = type;
        this.pool = pool;
        this.repository = repository;
        this.tenant = tenant;
        this.event = Frames.event("fact", null, json);
    }

    /** A frame as it was made for one client, which is that of all who have got as far on the same partitions. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    private record Frame(long[] positions, byte[] bytes) {}

    JobEventType type() {
        return type;
    }

    String pool() {
        return pool;
    }

    String repository() {
        return repository;
    }

    /** The frame for a client that has then got to {@code positions}; nobody changes it. */
    byte[] frame(Uuid topicId, long[] positions) {
        Frame known = last;
        if (known == null || !Arrays.equals(known.positions(), positions)) {
            known = new Frame(
                    positions.clone(), Frames.withId(new EventId(topicId, positions, new byte[0]).text(), event));
            last = known;
        }
        return known.bytes();
    }

    /**
     * What is about runners and pools, all may know; what is about a job of nobody that is known, those of all tenants.
     */
    boolean isShownTo(Tenants tenants) {
        return tenants.all() || (tenant != null && (tenant.isEmpty() || tenants.contains(tenant)));
    }

    /** What is known of jobs whose admission was before. */
    static @Nullable Entry<Fact> entry(Received<JobEvent> received, Jobs jobs, Fleet fleet) {
        JobEvent event = received.value();
        if (event == null) {
            return null;
        }
        String jobId = event.getJobId();
        String repository = event.getAdmission() != null
                ? event.getAdmission().getSpec().getRepository()
                : jobId == null ? "" : jobs.repositoryOf(jobId).orElse("");
        ObjectNode json = fleet.nameCell(AvroJson.of(event))
                .put("partition", received.partition())
                .put("offset", received.offset())
                .put("appendedAt", Times.rfc3339(received.at()));
        String text = Json.write(json);
        Fact fact =
                new Fact(event.getType(), Cell.poolOf(event.getPool()).intern(), repository, tenant(event, jobs), text);
        return new Entry<>(
                received.partition(), received.offset(), received.key(), fact, 2 * text.length() + OVERHEAD_BYTES);
    }

    private static @Nullable String tenant(JobEvent event, Jobs jobs) {
        if (event.getAdmission() != null) {
            return event.getAdmission().getSpec().getTenant();
        }
        if (event.getTenantPolicy() != null) {
            return event.getTenantPolicy().getTenant();
        }
        return event.getJobId() == null
                ? ""
                : jobs.tenantOf(event.getJobId()).map(String::intern).orElse(null);
    }
}
