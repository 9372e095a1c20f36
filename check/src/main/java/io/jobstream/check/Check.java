// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import io.jobstream.check.history.LogChecker;
import io.jobstream.check.kept.KnownJobs;
import io.jobstream.check.reading.Range;
import io.jobstream.check.reading.Ranges;
import io.jobstream.check.reading.TopicReader;
import io.jobstream.check.reading.UnreadableException;
import io.jobstream.check.status.StatusChecker;
import io.jobstream.check.status.StatusChecker.FactRange;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/** Checks the log of a cluster. */
public final class Check {
    /** What facts of the first instant cite was written a moment before. */
    private static final Duration INPUTS_BEFORE = Duration.ofMinutes(1);

    private final CheckOptions options;
    private final CheckReaders readers;
    private final Verdict verdict;
    private final Tally tally = new Tally();
    private final KnownJobs known;

    private Check(CheckOptions options, CheckReaders readers) {
        this.options = options;
        this.readers = readers;
        this.verdict = new Verdict(options.violationsMax());
        this.known = new KnownJobs(options.jobsMax());
    }

    /**
     * Reads and checks. Takes as long as reading does; {@code progress} is called by the calling thread.
     *
     * @throws UnreadableException when Kafka or the registry does not answer, or topics are missing
     */
    public static Report run(KafkaConnection connection, CheckOptions options, Progress progress) {
        try (AvroCodec codec = AvroCodec.of(connection);
                Consumer<byte[], byte[]> scout = TopicReader.consumer(connection, "ranges");
                CheckReaders readers = new CheckReaders(connection, codec, progress)) {
            return new Check(options, readers).run(Ranges.of(connection, scout, CheckReaders.TOPICS));
        } catch (RegistryUnavailableException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            throw new UnreadableException("Kafka could not be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnreadableException("The registry's client did not close", e);
        }
    }

    private Report run(Ranges ranges) {
        Instant from = options.from();
        Instant inputsFrom = from == null ? null : from.minus(INPUTS_BEFORE);
        // Facts first: whatever they follow from is there by then.
        List<Range> facts = ranges.between(Topics.JOB_EVENTS.name(), from, options.to());
        List<Range> requests = ranges.between(Topics.JOB_REQUESTS.name(), inputsFrom, options.to());
        List<Range> heartbeats = ranges.between(Topics.RUNNER_HEARTBEATS.name(), inputsFrom, null);
        List<Range> results = ranges.between(Topics.JOB_RESULTS.name(), inputsFrom, null);
        List<Range> deadLetters = ranges.between(Topics.DEAD_LETTERS, null, null);
        List<Range> statuses = ranges.between(Topics.JOB_STATUS.name(), null, null);
        readers.expect(facts, statuses);
        LogChecker log = new LogChecker(verdict, tally, known, options.complete());
        IntStream.range(0, facts.size())
                .forEach(i -> readers.readPartition(
                        log,
                        new CheckReaders.PartitionRanges(
                                facts.get(i), requests.get(i), heartbeats.get(i), results.get(i), deadLetters.get(i))));
        checkStatuses(statuses, facts);
        return Report.of(readers.read(), verdict, tally, known.forgotten());
    }

    private void checkStatuses(List<Range> statuses, List<Range> facts) {
        Map<Integer, FactRange> read = facts.stream()
                .collect(Collectors.toMap(
                        range -> range.partition().partition(),
                        range -> new FactRange(range.end(), range.fromTheBeginning())));
        StatusChecker checker = new StatusChecker(verdict, tally, known, new PoolPartitions(facts.size()), read);
        readers.readStatuses(checker, statuses);
        checker.end(options.complete(), statuses.stream().allMatch(Range::fromTheBeginning));
    }
}
