// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler;

import io.jobstream.autoscaler.decision.Fleet;
import io.jobstream.autoscaler.decision.GroupLedger;
import io.jobstream.autoscaler.decision.RunnerGroup;
import io.jobstream.autoscaler.decision.ScalingDecision;
import io.jobstream.autoscaler.decision.SeenRunner;
import io.jobstream.autoscaler.drivers.Driver;
import io.jobstream.autoscaler.drivers.DriverException;
import io.jobstream.topics.Cell;
import io.jobstream.topics.PoolCells;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is decided for one group, in one cell of its pool. The driver works on threads of its own; its
 * answers come to this one.
 */
final class GroupScaler {
    private static final Logger log = LoggerFactory.getLogger(GroupScaler.class);

    private RunnerGroup group;
    private final Tools tools;
    private final GroupLedger ledger = new GroupLedger();
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

    GroupScaler(RunnerGroup group, Tools tools) {
        this.group = group;
        this.tools = tools;
    }

    /** What every group works with. */
    record Tools(Driver driver, DrainRequests drains, Executor driving, Supplier<String> ids, Clock clock) {}

    /** Starts who is missing, drains who is too many, cleans up after who has left. */
    void scale(RunnerGroup current, Fleet fleet, long slotsWanted) {
        group = current;
        List<SeenRunner> own = fleet.of(group);
        Instant now = look(fleet, own);
        ScalingDecision decision = ScalingDecision.of(group, slotsWanted, own, ledger, now);
        for (int i = 0; i < decision.starts(); i++) {
            start(fleet.cells(), now);
        }
        decision.drains().forEach(runner -> drain(runner, "nobody needs it", now));
    }

    /** Drains all that would end with this program. */
    void leave(Fleet fleet) {
        List<SeenRunner> own = fleet.of(group);
        Instant now = look(fleet, own);
        own.stream()
                .filter(runner -> tools.driver().children().contains(runner.name()))
                .filter(runner -> !ledger.isAsked(runner, now))
                .forEach(runner -> drain(runner, "the autoscaler ends", now));
    }

    private Instant look(Fleet fleet, List<SeenRunner> own) {
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.run();
        }
        Instant now = tools.clock().instant();
        ledger.stated(fleet.statedUntil(group.pool()));
        ledger.look(own, now).forEach(runner -> notStarted(runner, "it did not show in time"));
        for (String runner : ledger.launching()) {
            tools.driver().failure(runner).ifPresent(why -> {
                notStarted(runner, why);
                ledger.failed(runner, now);
            });
        }
        ledger.toStop(own, now).forEach(this::stop);
        return now;
    }

    private void start(PoolCells cells, Instant now) {
        RunnerGroup group = this.group;
        String runner = newName(cells);
        ledger.launched(runner, now);
        log.atInfo().addKeyValue("runnerId", runner).log("Starting a runner");
        tools.driving().execute(() -> {
            try {
                tools.driver().start(group, runner);
            } catch (DriverException e) {
                answers.add(() -> {
                    notStarted(runner, String.valueOf(e.getMessage()));
                    ledger.failed(runner, tools.clock().instant());
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A runner's cell follows from its name: one that is in this cell. */
    private String newName(PoolCells cells) {
        String pool = Cell.poolOf(group.pool());
        String runner;
        do {
            runner = group.runnerName(tools.ids().get());
        } while (!Cell.of(pool, cells.count(pool), runner).name().equals(group.pool()));
        return runner;
    }

    private void drain(SeenRunner runner, String reason, Instant now) {
        ledger.asked(runner, now);
        log.atInfo().addKeyValue("runnerId", runner.name()).log("Asking a runner to leave");
        tools.drains().ask(group, runner, reason, now);
    }

    private void stop(SeenRunner left) {
        RunnerGroup group = this.group;
        String runner = left.name();
        tools.driving().execute(() -> {
            try {
                tools.driver().stop(group, runner);
                log.atInfo().addKeyValue("runnerId", runner).log("A runner has left");
            } catch (DriverException e) {
                log.atWarn()
                        .addKeyValue("runnerId", runner)
                        .addKeyValue("problem", e.getMessage())
                        .log("A runner that has left is not cleaned up after yet");
                answers.add(() -> ledger.stopFailed(runner, tools.clock().instant()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void notStarted(String runner, String why) {
        log.atWarn().addKeyValue("runnerId", runner).addKeyValue("why", why).log("A runner was not started");
    }
}
