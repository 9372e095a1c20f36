// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RunnerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The pools of a partition; each is stated at a tick when something changed, at most once a second. */
final class Pools {
    static final Duration STATED_APART = Duration.ofSeconds(1);

    private final Map<String, PoolBoard> boards = new TreeMap<>();
    private final Consumer<Statement<?>> out;

    Pools(Consumer<Statement<?>> out) {
        this.out = out;
    }

    /** A job is other than before; null before it was known. */
    void changed(@Nullable JobStatus before, JobStatus after) {
        PoolBoard board = board(after.getPool());
        if (before != null) {
            board.remove(before);
        }
        if (after.getState() != JobState.SETTLED) {
            board.add(after);
        }
        board.happened(before, after);
    }

    void changed(RunnerStatus runner) {
        board(runner.getPool()).put(runner);
    }

    /** How many of each resource of a runner no lease takes. */
    Map<String, Integer> resourcesFree(RunnerStatus runner) {
        return board(runner.getPool()).resourcesFree(runner);
    }

    void forgot(RunnerStatus runner) {
        board(runner.getPool()).remove(runner);
    }

    void ticked(Instant now) {
        boards.forEach((pool, board) -> {
            board.ticked(now);
            if (board.unstatedFor(STATED_APART, now)) {
                out.accept(Statement.of(board.state(pool, now)));
            }
        });
    }

    private PoolBoard board(String pool) {
        return boards.computeIfAbsent(pool, name -> new PoolBoard());
    }
}
