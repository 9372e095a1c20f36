// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.UndecodableException;
import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.schemas.InputPosition;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.scheduling.Inputs.PoolInput;
import io.jobstream.streams.scheduling.Outputs.Output;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Scheduler;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.state.SchedulingState;
import io.jobstream.topics.PoolPartitions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Feeds records to the {@link Scheduler}; stores and forwards what it decides. Everything Kafka, nothing clever. */
final class SchedulingProcessor implements Processor<byte[], byte[], String, Routed> {
    static final String STORE = "scheduling";

    /** Steps that one input may cause; what is left is done with the next, at the latest with the next tick. */
    private static final int STEPS_MAX = 1_000;

    private final SchedulingPolicy policy;
    private final PoolPartitions partitions;
    private final Intake intake;
    private final Signatures signatures;
    private final LatestTicks latestTicks;
    private Inputs inputs;
    private ProcessorContext<String, Routed> context;
    private SchedulingState state;
    private Scheduler scheduler;
    private Outputs outputs;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    SchedulingProcessor(
            SchedulingPolicy policy,
            PoolPartitions partitions,
            Signatures signatures,
            LatestTicks latestTicks,
            Intake intake) {
        this.policy = policy;
        this.partitions = partitions;
        this.signatures = signatures;
        this.latestTicks = latestTicks;
        this.intake = intake;
    }

    /** Runs again on the same object after an aborted transaction: all that is derived from the store is built anew. */
    @Override
    public void init(ProcessorContext<String, Routed> newContext) {
        context = newContext;
        state = new SchedulingState(new StoreStorage(newContext.getStateStore(STORE)), policy);
        state.rebuild();
        EnrolledProducers producers = new EnrolledProducers(newContext.getStateStore(EnrolledProducers.STORE));
        producers.rebuild();
        inputs = new Inputs(intake, partitions, producers, signatures == Signatures.REQUIRED);
        scheduler = new Scheduler(state, policy);
        outputs = new Outputs(intake.codec(), partitions, policy, state);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Position position = Intake.position(context);
        if (state.decided(position.topic(), position.offset())) {
            // Offsets were reset: it has had its effect.
            return;
        }
        Optional<PoolInput> input = read(position, record);
        if (input.isPresent()) {
            decide(input.get(), position, record);
        }
        state.finish(position.topic(), position.offset());
    }

    private Optional<PoolInput> read(Position position, Record<byte[], byte[]> record) {
        try {
            return inputs.read(position.topic(), context, record);
        } catch (UndecodableException e) {
            intake.setAside(context, record, e);
            return Optional.empty();
        }
    }

    private void decide(PoolInput input, Position position, Record<byte[], byte[]> record) {
        InputPosition cause = new InputPosition(position.topic(), position.partition(), position.offset());
        Step step;
        try {
            step = step(scheduler.decide(input.input()), cause, 0);
        } catch (KafkaException e) {
            // The store or the broker, not the record: abort and try again.
            throw e;
        } catch (RuntimeException e) {
            // Nothing has been applied yet.
            intake.setAside(context, record, e);
            return;
        }
        int index = apply(step, record.timestamp(), 0);
        Collection<String> pools = behind()
                ? List.of()
                : input.pool().<Collection<String>>map(List::of).orElseGet(state::pools);
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            List<Fact> facts = scheduler.proceed(pools);
            if (facts.isEmpty()) {
                return;
            }
            index = apply(step(facts, cause, index), record.timestamp(), index);
        }
    }

    /**
     * Whether so much of the log is still to be read that a grant would be over, by log time, before its runner could
     * accept it; after a takeover, say. Then nothing is granted until a later tick has been read.
     */
    private boolean behind() {
        Instant latest = latestTicks.of(context.taskId().partition());
        return state.now()
                .plus(policy.acceptWithin())
                .minus(policy.clockMargin())
                .isBefore(latest);
    }

    /** All outputs are encoded before anything changes. */
    private Step step(List<Fact> facts, InputPosition cause, int index) {
        return new Step(facts, outputs.of(facts, cause, index));
    }

    private int apply(Step step, long timestamp, int index) {
        step.facts().forEach(state::apply);
        for (Output output : step.outputs()) {
            context.forward(new Record<>(output.key(), output.value(), timestamp, output.headers()), output.topic());
        }
        return index + step.facts().size();
    }

    private record Step(List<Fact> facts, List<Output> outputs) {}
}
