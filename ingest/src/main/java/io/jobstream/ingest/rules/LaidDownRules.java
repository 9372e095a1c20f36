// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.rules;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.TopicFollower;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.ingest.triggers.RuleReader;
import io.jobstream.ingest.triggers.TriggerRule;
import io.jobstream.schemas.TriggerRuleDocument;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules that were laid down over HTTP, read whole from their topic and followed by every copy of the gateway. */
public final class LaidDownRules implements TopicFollower.Reading, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LaidDownRules.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestLog requestLog;
    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final TopicFollower follower;
    private final Map<String, LaidDown> byId = new ConcurrentHashMap<>();
    /** What is in force, kept ready since each event asks for it. */
    private volatile List<TriggerRule> rules = List.of();

    private volatile boolean beginning = true;
    private boolean stale;

    /** Makes them, not started. */
    public LaidDownRules(
            KafkaConnection connection, RequestLog requestLog, AvroCodec codec, PoolPartitions partitions) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.partitions = partitions;
        this.follower = new TopicFollower(
                "ingest-trigger-rules",
                "the trigger rules",
                () -> connection.consumer("jobstream-ingest"),
                TopicFollower.partitionsOf(partitions, Topics.TRIGGER_RULES),
                this);
    }

    /**
     * A rule, as it was laid down.
     *
     * @param rule null when this version cannot use it: then it is not in force
     */
    record LaidDown(TriggerRuleDocument document, @Nullable TriggerRule rule) {}

    public void start() {
        follower.start();
    }

    /** Whether it is known which rules there are. */
    public boolean known() {
        return follower.caughtUp();
    }

    public Health health() {
        if (!known()) {
            return Health.notReady("ingest is reading the trigger rules");
        }
        List<String> unusable = byId.entrySet().stream()
                .filter(each -> each.getValue().rule() == null)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return unusable.isEmpty()
                ? Health.READY
                : Health.readyBut("This version cannot use the trigger rules " + String.join(", ", unusable));
    }

    /** Those in force, by tenant and name. */
    public List<TriggerRule> inForce() {
        return rules;
    }

    /** All of them, by tenant and name. */
    List<LaidDown> list() {
        return byId.values().stream()
                .sorted(Comparator.comparing((LaidDown each) -> each.document().getTenant())
                        .thenComparing(each -> each.document().getName()))
                .toList();
    }

    Optional<LaidDown> find(String tenant, String name) {
        return Optional.ofNullable(byId.get(id(tenant, name)));
    }

    /**
     * Completes when all copies will hear of it; exceptionally with a 503 when that is not known.
     *
     * @throws ProblemException 503 when nothing could be written
     */
    CompletableFuture<LaidDown> put(TriggerRuleDocument document) {
        LaidDown laidDown = read(document);
        String id = id(document.getTenant(), document.getName());
        return write(id, encoded(document)).thenApply(done -> {
            byId.put(id, laidDown);
            changed();
            return laidDown;
        });
    }

    /** Completes when all copies will hear that it is gone, likewise. */
    CompletableFuture<Void> remove(String tenant, String name) {
        String id = id(tenant, name);
        return write(id, null).thenAccept(done -> {
            byId.remove(id);
            changed();
        });
    }

    @Override
    public void close() {
        follower.close();
    }

    /** Each time from the beginning: what the log no longer has must not stay in force. */
    @Override
    public Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(ends.keySet());
        byId.clear();
        beginning = true;
        return beginnings;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        stale = true;
        if (record.value() == null) {
            byId.remove(key(record));
        } else {
            TriggerRuleDocument document = codec.decode(Topics.TRIGGER_RULES, record.value());
            byId.put(id(document.getTenant(), document.getName()), read(document));
        }
    }

    @Override
    public void passedOver(ConsumerRecord<byte[], byte[]> record, UndecodableException why) {
        log.atError()
                .addKeyValue("rule", key(record))
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .log("Not a trigger rule: {}", why.getMessage());
        byId.remove(key(record));
    }

    @Override
    public void readAll() {
        beginning = false;
        changed();
        log.atInfo().addKeyValue("rules", rules.size()).log("Read the trigger rules");
    }

    @Override
    public void polled(Consumer<byte[], byte[]> consumer) {
        if (stale) {
            stale = false;
            changed();
        }
    }

    /** While it reads them anew, those from before stay in force. */
    private synchronized void changed() {
        if (beginning) {
            return;
        }
        rules = list().stream()
                .flatMap(each -> Optional.ofNullable(each.rule()).stream())
                .toList();
    }

    private static LaidDown read(TriggerRuleDocument document) {
        try {
            RuleReader.Wish wish = RuleReader.wish(
                    document.getName(), RequestBody.parse(document.getDocument().getBytes(StandardCharsets.UTF_8)));
            return new LaidDown(
                    document, wish.rule().of(document.getTenant(), document.getEveryTenant(), document.getChangedAt()));
        } catch (ProblemException e) {
            log.atWarn()
                    .addKeyValue("rule", id(document.getTenant(), document.getName()))
                    .addKeyValue("reason", e.detail() + " " + e.errors())
                    .log("This version cannot use a trigger rule");
            return new LaidDown(document, null);
        }
    }

    private CompletableFuture<?> write(String id, byte @Nullable [] value) {
        return requestLog.append(new ProducerRecord<>(Topics.TRIGGER_RULES.name(), partitions.ofKey(id), id, value));
    }

    private byte[] encoded(TriggerRuleDocument document) {
        try {
            return codec.encode(Topics.TRIGGER_RULES, document);
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable("The schema registry does not answer; nothing was changed", RETRY_AFTER);
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String id(String tenant, String name) {
        return tenant + "/" + name;
    }
}
