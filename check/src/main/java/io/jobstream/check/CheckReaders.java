// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import io.jobstream.check.history.InputRecord;
import io.jobstream.check.history.LogChecker;
import io.jobstream.check.history.LoggedFact;
import io.jobstream.check.history.Merge;
import io.jobstream.check.history.PartitionScope;
import io.jobstream.check.reading.Range;
import io.jobstream.check.reading.TopicReader;
import io.jobstream.check.reading.TopicReader.PartitionRead;
import io.jobstream.check.reading.UnreadableException;
import io.jobstream.check.status.StatusChecker;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.deadletters.DeadLetters;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The topics of a cluster as what is checked: one reader for each, and records instead of bytes. */
final class CheckReaders implements AutoCloseable {
    /** In the order in which they are told. */
    static final List<String> TOPICS = List.of(
            Topics.JOB_EVENTS.name(),
            Topics.JOB_REQUESTS.name(),
            Topics.RUNNER_HEARTBEATS.name(),
            Topics.JOB_RESULTS.name(),
            Topics.DEAD_LETTERS,
            Topics.JOB_STATUS.name());

    private static final String SCHEDULER = "scheduler";
    private static final int TELL_EVERY = 1_000;

    private final AvroCodec codec;
    private final Progress progress;
    private final Map<String, TopicReader> readers = new LinkedHashMap<>();
    private long expected;
    private long done;
    private long records;

    CheckReaders(KafkaConnection connection, AvroCodec codec, Progress progress) {
        this.codec = codec;
        this.progress = progress;
        TOPICS.forEach(topic -> readers.put(topic, TopicReader.of(connection, topic)));
    }

    /** What is read of a pool's partition. */
    record PartitionRanges(Range facts, Range requests, Range heartbeats, Range results, Range deadLetters) {}

    /** What progress is counted by. */
    void expect(List<Range> facts, List<Range> statuses) {
        expected = facts.stream().mapToLong(Range::length).sum()
                + statuses.stream().mapToLong(Range::length).sum();
    }

    void readPartition(LogChecker log, PartitionRanges ranges) {
        Range facts = ranges.facts();
        Set<Long> setAside = setAside(ranges);
        Merge merge = new Merge(
                log.partition(new PartitionScope(
                        facts.partition().partition(), facts.fromTheBeginning(), setAside::contains)),
                Map.of(
                        Topics.JOB_REQUESTS.name(), inputs(Topics.JOB_REQUESTS, ranges.requests()),
                        Topics.RUNNER_HEARTBEATS.name(), inputs(Topics.RUNNER_HEARTBEATS, ranges.heartbeats()),
                        Topics.JOB_RESULTS.name(), inputs(Topics.JOB_RESULTS, ranges.results())));
        merge.run(read(facts, this::fact), facts.cutOff());
        done += facts.length();
    }

    void readStatuses(StatusChecker checker, List<Range> ranges) {
        for (Range range : ranges) {
            Iterator<ConsumerRecord<byte[], byte[]>> statuses = read(range, Function.identity());
            while (statuses.hasNext()) {
                ConsumerRecord<byte[], byte[]> record = statuses.next();
                if (record.value() != null) {
                    checker.stated(position(record), decode(Topics.JOB_STATUS, record));
                }
            }
            done += range.length();
        }
    }

    Map<String, List<PartitionRead>> read() {
        Map<String, List<PartitionRead>> read = new LinkedHashMap<>();
        readers.forEach((topic, reader) -> read.put(topic, reader.read()));
        return read;
    }

    @Override
    public void close() {
        readers.values().forEach(TopicReader::close);
    }

    private Set<Long> setAside(PartitionRanges ranges) {
        Set<Long> offsets = new HashSet<>();
        Iterator<ConsumerRecord<byte[], byte[]>> letters = read(ranges.deadLetters(), Function.identity());
        while (letters.hasNext()) {
            DeadLetters.setAsideBy(SCHEDULER, letters.next().headers())
                    .filter(position -> position.topic().equals(Topics.JOB_REQUESTS.name()))
                    .ifPresent(position -> offsets.add(position.offset()));
        }
        return offsets;
    }

    private Iterator<InputRecord> inputs(Topic<?> topic, Range range) {
        return read(range, record -> new InputRecord(position(record), stamp(record), input(topic, record)));
    }

    private @Nullable SpecificRecord input(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? null : codec.decode(topic, record.value());
        } catch (UndecodableException e) {
            return null;
        }
    }

    private LoggedFact fact(ConsumerRecord<byte[], byte[]> record) {
        return new LoggedFact(position(record), stamp(record), decode(Topics.JOB_EVENTS, record));
    }

    private <T extends SpecificRecord> T decode(Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            return codec.decode(topic, record.value() == null ? new byte[0] : record.value());
        } catch (UndecodableException e) {
            throw new UnreadableException(position(record) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private <T> Iterator<T> read(Range range, Function<ConsumerRecord<byte[], byte[]>, T> as) {
        String topic = range.partition().topic();
        Iterator<ConsumerRecord<byte[], byte[]>> source = reader(topic).read(range);
        boolean counts = topic.equals(Topics.JOB_EVENTS.name()) || topic.equals(Topics.JOB_STATUS.name());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return source.hasNext();
            }

            @Override
            public T next() {
                ConsumerRecord<byte[], byte[]> record = source.next();
                if (++records % TELL_EVERY == 0) {
                    long within = counts ? record.offset() - range.begin() : 0;
                    progress.read(records, expected == 0 ? 0 : (double) (done + within) / expected);
                }
                return as.apply(record);
            }
        };
    }

    private TopicReader reader(String topic) {
        TopicReader reader = readers.get(topic);
        if (reader == null) {
            throw new IllegalArgumentException("not read: " + topic);
        }
        return reader;
    }

    private static RecordPosition position(ConsumerRecord<byte[], byte[]> record) {
        return new RecordPosition(record.topic(), record.partition(), record.offset());
    }

    private static Instant stamp(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
