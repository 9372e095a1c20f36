// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.clients.UndecodableException;
import io.jobstream.deadletters.DeadLetters;
import io.jobstream.schemas.Notification;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One membership in a receiver's consumer group, and everything known while it lasts. Used by one thread. */
final class DeliverySession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeliverySession.class);
    private static final int BACKLOG_MAX = 1_000;
    private static final Duration HISTORY = Duration.ofHours(1);
    private static final Duration POLL_MAX = Duration.ofMillis(500);

    private final DeliveryLoop.Parts parts;
    private final Clock clock;
    private final Sender sender;
    private final Messages messages;
    private final DeliveryLog deliveries;
    private final Consumer<byte[], byte[]> consumer;
    private final Backlog backlog = new Backlog(BACKLOG_MAX);
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    /** How deliveries stood when partitions came here; forgotten when all that was then in them has been read. */
    private final Map<String, Standing> earlier = new HashMap<>();

    private final Map<TopicPartition, Long> readBefore = new HashMap<>();

    DeliverySession(DeliveryLoop.Parts parts, Clock clock) {
        this.parts = parts;
        this.clock = clock;
        this.sender = new Sender(clock);
        this.messages = new Messages(parts.receiver(), parts.dashboard());
        String name = parts.receiver().name();
        this.deliveries = new DeliveryLog(name, parts.connection(), parts.codec(), parts.producer(), clock);
        this.consumer = parts.connection().consumer("notifier-" + name, settings(name));
        consumer.subscribe(List.of(Topics.NOTIFICATIONS.name()), new Rebalance());
    }

    /** A killed copy is missed after ten seconds. */
    private static Map<String, Object> settings(String receiver) {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, "jobstream-notifier." + receiver,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
    }

    /** Reads what is new, makes at most one attempt, and commits how far everything is settled. */
    void step() throws InterruptedException {
        if (backlog.full()) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTime())) {
            take(record);
        }
        forgetEarlier();
        var due = backlog.due(clock.instant());
        if (due.isPresent()) {
            attempt(due.get());
        }
        commit(consumer.assignment());
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** A receiver that is new hears of the last hour. */
    private void beginWhereNothingIsCommitted(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(ends.keySet());
        Map<TopicPartition, Long> since = new HashMap<>();
        ends.keySet().stream()
                .filter(partition -> known.get(partition) == null)
                .forEach(partition ->
                        since.put(partition, clock.instant().minus(HISTORY).toEpochMilli()));
        consumer.offsetsForTimes(since)
                .forEach((partition, found) ->
                        consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
    }

    private Duration pollTime() {
        return backlog.nextDue()
                .map(next -> Duration.between(clock.instant(), next))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .filter(wait -> wait.compareTo(POLL_MAX) < 0)
                .orElse(POLL_MAX);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Notification notification;
        try {
            if (record.value() == null) {
                throw new UndecodableException("ci.notifications: a notification has a value");
            }
            notification = parts.codec().decode(Topics.NOTIFICATIONS, record.value());
        } catch (UndecodableException e) {
            setAside(record, e);
            return;
        }
        if (!parts.receiver().filter().wants(notification)) {
            return;
        }
        Standing standing = earlier.getOrDefault(notification.getNotificationId(), Standing.fresh(clock.instant()));
        if (!standing.settled()) {
            backlog.add(new Backlog.Waiting(record.partition(), record.offset(), notification, standing));
        }
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, UndecodableException problem) {
        var position = new DeadLetters.Position(record.topic(), record.partition(), record.offset());
        var headers = DeadLetters.headers("notifier", position, record.headers(), problem);
        waitFor(() -> parts.producer()
                .send(new ProducerRecord<>(Topics.DEAD_LETTERS, null, null, null, record.value(), headers))
                .get());
        log.atWarn()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .log("A notification could not be read and went to ci.dead-letters");
    }

    private void attempt(Backlog.Waiting waiting) throws InterruptedException {
        Notification notification = waiting.notification();
        Answer answer = sender.send(parts.receiver(), messages.of(notification, clock.instant()));
        Standing standing = parts.retry()
                .after(
                        waiting.standing().attempts() + 1,
                        answer,
                        clock.instant(),
                        ThreadLocalRandom.current().nextDouble());
        (standing.settled() ? log.atDebug() : log.atInfo())
                .addKeyValue("receiver", parts.receiver().name())
                .addKeyValue("notificationId", notification.getNotificationId())
                .addKeyValue("state", standing.state())
                .addKeyValue("attempts", standing.attempts())
                .log(standing.text());
        // What was delivered is not forgotten because the broker is away: the record is sent until it is there.
        waitFor(() -> deliveries.record(notification.getNotificationId(), standing));
        backlog.update(waiting, standing);
    }

    private void forgetEarlier() {
        readBefore.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (readBefore.isEmpty()) {
            earlier.clear();
        }
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> progress = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long settled = backlog.oldest(partition.partition()).orElseGet(() -> consumer.position(partition));
            if (!Long.valueOf(settled).equals(committed.get(partition))) {
                progress.put(partition, new OffsetAndMetadata(settled));
            }
        }
        if (!progress.isEmpty()) {
            consumer.commitSync(progress);
            progress.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        }
    }

    private static void waitFor(Sending sending) {
        while (true) {
            try {
                sending.send();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw new KafkaException("Kafka refused a record of the notifier", e.getCause());
                }
                log.atWarn().setCause(e.getCause()).log("Kafka does not answer; how a delivery ended is sent again");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted", e);
            }
        }
    }

    @FunctionalInterface
    private interface Sending {
        void send() throws InterruptedException, ExecutionException;
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit(partitions);
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            List<Integer> numbers = new ArrayList<>();
            partitions.forEach(partition -> numbers.add(partition.partition()));
            backlog.drop(numbers);
            committed.keySet().removeAll(partitions);
            readBefore.keySet().removeAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            beginWhereNothingIsCommitted(ends);
            readBefore.putAll(ends);
            earlier.putAll(deliveries.read());
        }
    }
}
