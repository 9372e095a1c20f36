// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static io.jobstream.topics.Partitioning.BY_AUDIT_PARTITION;
import static io.jobstream.topics.Partitioning.BY_KEY;
import static io.jobstream.topics.Partitioning.BY_POOL;
import static io.jobstream.topics.Partitioning.BY_POOL_AND_RUNNER;
import static io.jobstream.topics.Partitioning.BY_REPOSITORY;
import static io.jobstream.topics.Partitioning.EVERY;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.jobstream.schemas.ApiKey;
import io.jobstream.schemas.ApiKeyUse;
import io.jobstream.schemas.AttemptRecord;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.schemas.AuditSeal;
import io.jobstream.schemas.AuditSubject;
import io.jobstream.schemas.Delivery;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LogChunk;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.Producer;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.schemas.TriggerRuleDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Every topic in the system. A name, a type or a retention written anywhere else is a bug. */
public final class Topics {
    /** Partitions of a pool-keyed topic, where nothing else is said when the topics are created. */
    public static final int POOL_PARTITIONS_DEFAULT = 32;

    /** The largest request, encoded. */
    public static final int REQUEST_BYTES_MAX = 256 * 1024;

    /** The largest record of a topic; changelogs and dead letters take twice as much. */
    public static final int RECORD_BYTES_MAX = 1024 * 1024;

    /** The subject of {@link io.jobstream.schemas.JobWork}, which travels inside requests and grants. */
    public static final String WORK_SUBJECT = "ci.job.work-value";

    /** The scheduler's consumer group: what it has committed, it has taken in. */
    public static final String SCHEDULER_GROUP = "jobstream-scheduler";

    public static final Topic<JobRequest> JOB_REQUESTS =
            topic("ci.job.requests", JobRequest.class, BY_POOL, keptFor(days(7)), Writer.INGEST, Writer.PRODUCER);

    public static final Topic<JobCancellation> JOB_CANCELLATIONS =
            topic("ci.job.cancellations", JobCancellation.class, BY_POOL, keptFor(days(7)), Writer.INGEST);

    public static final Topic<RunnerHeartbeat> RUNNER_HEARTBEATS = topic(
            "ci.runner.heartbeats", RunnerHeartbeat.class, BY_POOL, keptFor(days(1)), Writer.RUNNER, Writer.SCHEDULER);

    public static final Topic<JobResult> JOB_RESULTS =
            topic("ci.job.results", JobResult.class, BY_POOL, keptFor(days(30)), Writer.RUNNER);

    public static final Topic<RunnerDrain> RUNNER_DRAINS =
            topic("ci.runner.drains", RunnerDrain.class, BY_POOL, compacted(), Writer.INGEST, Writer.AUTOSCALER);

    public static final Topic<PoolPolicy> POOL_POLICIES =
            topic("ci.pool.policies", PoolPolicy.class, BY_POOL, compacted(), Writer.INGEST);

    public static final Topic<TenantPolicy> TENANT_POLICIES =
            topic("ci.tenant.policies", TenantPolicy.class, EVERY, compacted(), Writer.INGEST);

    public static final Topic<Producer> PRODUCERS =
            topic("ci.producers", Producer.class, EVERY, compacted(), Writer.INGEST);

    public static final Topic<TriggerRuleDocument> TRIGGER_RULES =
            topic("ci.trigger.rules", TriggerRuleDocument.class, BY_KEY, compacted(), Writer.INGEST);

    public static final Topic<JobAssignment> JOB_ASSIGNMENTS =
            topic("ci.job.assignments", JobAssignment.class, BY_POOL_AND_RUNNER, keptFor(days(7)), Writer.SCHEDULER);

    public static final Topic<JobEvent> JOB_EVENTS =
            topic("ci.job.events", JobEvent.class, BY_POOL, keptFor(days(30)), Writer.SCHEDULER);

    public static final Topic<JobStatus> JOB_STATUS = topic(
            "ci.job.status",
            JobStatus.class,
            BY_KEY,
            compactedAndKeptFor(days(30), days(7)),
            Writer.STATUS,
            Writer.OBSERVATIONS);

    public static final Topic<RunnerStatus> RUNNER_STATUS =
            topic("ci.runner.status", RunnerStatus.class, BY_KEY, compacted(), Writer.STATUS);

    public static final Topic<PoolStatus> POOL_STATUS =
            topic("ci.pool.status", PoolStatus.class, BY_KEY, compacted(), Writer.STATUS);

    public static final Topic<JobObservation> JOB_OBSERVATIONS =
            topic("ci.job.observations", JobObservation.class, BY_REPOSITORY, keptFor(days(30)), Writer.INGEST);

    public static final Topic<AttemptRecord> JOB_ATTEMPTS = topic(
            "ci.job.attempts", AttemptRecord.class, BY_KEY, keptFor(days(400)), Writer.STATUS, Writer.OBSERVATIONS);

    public static final Topic<LogChunk> JOB_LOGS =
            topic("ci.job.logs", LogChunk.class, BY_KEY, keptFor(days(7)), Writer.RUNNER);

    public static final Topic<JobMetrics> JOB_METRICS = topic(
            "ci.job.metrics", JobMetrics.class, BY_KEY, compactedAndKeptFor(days(400), Duration.ZERO), Writer.METRICS);

    public static final Topic<Notification> NOTIFICATIONS =
            topic("ci.notifications", Notification.class, BY_KEY, keptFor(days(7)), Writer.NOTIFICATIONS);

    public static final Topic<Delivery> NOTIFICATION_DELIVERIES = topic(
            "ci.notification.deliveries",
            Delivery.class,
            BY_KEY,
            compactedAndKeptFor(days(30), Duration.ZERO),
            Writer.NOTIFIER);

    public static final Topic<ApiKey> API_KEYS =
            topic("ci.api.keys", ApiKey.class, BY_KEY, compacted(), Writer.HTTP, Writer.KEYS_COMMAND);

    public static final Topic<ApiKeyUse> API_KEY_USES =
            topic("ci.api.key.uses", ApiKeyUse.class, BY_KEY, compacted(), Writer.HTTP);

    public static final Topic<AuditEvent> AUDIT =
            topic("ci.audit", AuditEvent.class, BY_KEY, keptFor(days(400)), Writer.HTTP);

    /** Its partitions are those of {@link #AUDIT}. */
    public static final Topic<AuditSeal> AUDIT_SEALS =
            topic("ci.audit.seals", AuditSeal.class, BY_AUDIT_PARTITION, keptFor(days(400)), Writer.SEALER);

    /** A key that was erased is gone from the disks of brokers a day later; all are kept as long as what they open. */
    public static final Topic<AuditSubject> AUDIT_SUBJECTS = topic(
            "ci.audit.subjects",
            AuditSubject.class,
            BY_KEY,
            with(
                    compactedAndKeptFor(days(440), Duration.ZERO),
                    MAX_COMPACTION_LAG_MS_CONFIG,
                    Long.toString(days(1).toMillis())),
            Writer.HTTP,
            Writer.AUDIT_COMMAND);

    /** The topics with one record type each, in the order of a job's life. */
    public static final List<Topic<? extends SpecificRecord>> ALL = List.of(
            JOB_REQUESTS,
            JOB_CANCELLATIONS,
            RUNNER_HEARTBEATS,
            JOB_RESULTS,
            RUNNER_DRAINS,
            POOL_POLICIES,
            TENANT_POLICIES,
            PRODUCERS,
            TRIGGER_RULES,
            JOB_ASSIGNMENTS,
            JOB_EVENTS,
            JOB_STATUS,
            RUNNER_STATUS,
            POOL_STATUS,
            JOB_OBSERVATIONS,
            JOB_ATTEMPTS,
            JOB_LOGS,
            JOB_METRICS,
            NOTIFICATIONS,
            NOTIFICATION_DELIVERIES,
            API_KEYS,
            API_KEY_USES,
            AUDIT,
            AUDIT_SEALS,
            AUDIT_SUBJECTS);

    /** Bytes that could not be read, as they were; no schema, no key, one partition for each pool partition. */
    public static final String DEAD_LETTERS = "ci.dead-letters";

    static final Map<String, String> DEAD_LETTERS_CONFIG =
            with(keptFor(days(30)), MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 * RECORD_BYTES_MAX));

    static {
        TrustedRecords.trust();
    }

    private Topics() {}

    private static <T extends SpecificRecord> Topic<T> topic(
            String name, Class<T> type, Partitioning partitioning, Map<String, String> config, Writer... writers) {
        return new Topic<>(name, type, partitioning, config, Set.of(writers));
    }

    private static Map<String, String> keptFor(Duration retention) {
        return Map.of(
                CLEANUP_POLICY_CONFIG,
                CLEANUP_POLICY_DELETE,
                RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis()),
                MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(RECORD_BYTES_MAX));
    }

    private static Map<String, String> compacted() {
        return Map.of(
                CLEANUP_POLICY_CONFIG,
                CLEANUP_POLICY_COMPACT,
                MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(RECORD_BYTES_MAX));
    }

    private static Map<String, String> compactedAndKeptFor(Duration retention, Duration compactionLag) {
        Map<String, String> kept =
                with(keptFor(retention), CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT + "," + CLEANUP_POLICY_DELETE);
        return with(kept, MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(compactionLag.toMillis()));
    }

    private static Map<String, String> with(Map<String, String> config, String key, String value) {
        Map<String, String> changed = new TreeMap<>(config);
        changed.put(key, value);
        return Map.copyOf(changed);
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }
}
