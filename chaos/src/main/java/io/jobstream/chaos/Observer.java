// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Follows the log: who has settled, and how long jobs waited from their queueing to an accepted lease. */
final class Observer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long HIGHEST_MILLIS = 600_000;
    private static final List<Topic<?>> TOPICS = List.of(Topics.JOB_EVENTS, Topics.RUNNER_HEARTBEATS);

    private final Consumer<byte[], byte[]> consumer;
    private final AvroCodec codec;
    private final Pauses pauses;
    private final Thread thread;
    private final WaitingJobs waiting = new WaitingJobs();
    private final Noticing noticing = new Noticing();
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private volatile ConcurrentHistogram waits = histogram();
    private final AtomicLong admitted = new AtomicLong();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    Observer(KafkaConnection connection, int partitions, Pauses pauses) {
        this.pauses = pauses;
        this.codec = AvroCodec.of(connection);
        codec.warmUp(TOPICS);
        this.consumer = connection.consumer("chaos-observer", Map.of("auto.offset.reset", "earliest"));
        consumer.assign(TOPICS.stream()
                .flatMap(topic -> IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList());
        this.thread = new Thread(this::follow, "chaos-observer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts to count waits anew, and gives those so far. */
    ConcurrentHistogram takeWaits() {
        ConcurrentHistogram taken = waits;
        waits = histogram();
        return taken;
    }

    /** What became of runners that went silent or deaf. */
    List<String> noticed() {
        return noticing.lines();
    }

    long settled() {
        failure.ifPresent(problem -> {
            throw new IllegalStateException("the log cannot be followed", problem);
        });
        return settled.size();
    }

    /** Jobs that the scheduler has taken so far. */
    long admitted() {
        return admitted.get();
    }

    boolean settled(String jobId) {
        return settled.contains(jobId);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(record -> {
                    Instant stamp = Instant.ofEpochMilli(record.timestamp());
                    if (record.topic().equals(Topics.RUNNER_HEARTBEATS.name())) {
                        take(codec.decode(Topics.RUNNER_HEARTBEATS, record.value()), stamp);
                    } else {
                        take(codec.decode(Topics.JOB_EVENTS, record.value()), record.partition(), stamp);
                    }
                });
            }
        } catch (WakeupException e) {
            // Closed.
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        }
    }

    private void take(JobEvent event, int partition, Instant stamp) {
        if (event.getTenantPolicy() != null) {
            waiting.changed(partition, event.getTenantPolicy());
        }
        String jobId = event.getJobId();
        if (event.getType() == JobEventType.RUNNER_LOST) {
            noticing.lost(event.getSessionId(), stamp);
        }
        if (jobId == null) {
            return;
        }
        notice(event, jobId, stamp);
        if (event.getType() == JobEventType.JOB_ADMITTED) {
            admitted.incrementAndGet();
            JobSpec spec = event.getAdmission().getSpec();
            waiting.admitted(jobId, partition, spec.getTenant());
            if (spec.getNeeds().isEmpty()) {
                waiting.queued(jobId, event.getAdmission().getAcceptedAt());
            }
        } else if (event.getType() == JobEventType.JOB_QUEUED) {
            waiting.queued(jobId, stamp);
        } else if (event.getType() == JobEventType.LEASE_GRANTED) {
            pauses.granted(jobId, stamp);
        } else if (event.getType() == JobEventType.LEASE_ACCEPTED) {
            pauses.accepted(jobId, event.getPool());
            waiting.started(jobId)
                    .ifPresent(since -> waits.recordValue(Math.min(
                            HIGHEST_MILLIS,
                            Math.max(0, Duration.between(since, stamp).toMillis()))));
        } else if (event.getType() == JobEventType.JOB_SETTLED) {
            waiting.settled(jobId);
            pauses.settled(jobId);
            settled.add(jobId);
        }
    }

    private void take(RunnerHeartbeat heartbeat, Instant stamp) {
        if (heartbeat.getReport() != null) {
            noticing.heard(heartbeat.getReport().getSessionId(), stamp);
        }
    }

    private void notice(JobEvent event, String jobId, Instant stamp) {
        switch (event.getType()) {
            case LEASE_GRANTED -> noticing.granted(jobId, stamp);
            case LEASE_ACCEPTED -> noticing.accepted(jobId, stamp);
            case LEASE_ENDED -> {
                LeaseEndReason reason = event.getLeaseEnd().getReason();
                if (reason == LeaseEndReason.NOT_ACCEPTED) {
                    noticing.notAccepted(jobId, stamp);
                } else if (reason == LeaseEndReason.EXPIRED) {
                    noticing.expired(jobId, stamp);
                }
            }
            case JOB_SETTLED -> noticing.settled(jobId);
            default -> {}
        }
    }

    private static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(HIGHEST_MILLIS, 3);
    }
}
