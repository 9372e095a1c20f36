// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the scheduler's core takes for what comes of a job, and for a heartbeat, by JMH; {@link Decisions} tells the
 * kinds of decisions apart.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 10)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx3g", "-XX:+UseSerialGC"})
public class DecisionBenchmarks {
    private static final long SEED = 1;

    @Param({"1000", "1000000"})
    public int queued;

    @Param("10000")
    public int runners;

    @Param("200")
    public int labelSets;

    @Param("1000")
    public int tenants;

    private @Nullable LoadedPool pool;

    @Setup(Level.Trial)
    public void load() {
        pool = new LoadedPool(new LoadedPoolSize(queued, runners, labelSets, 0, tenants), SEED);
    }

    /** A result and the next grant, its acceptance, and the request that takes the place in the queue. */
    @Benchmark
    public void lifeCycle() {
        LoadedPool loaded = loaded();
        loaded.result();
        loaded.accept();
        loaded.request();
    }

    /** A heartbeat of a runner that has a job. */
    @Benchmark
    public void renewal() {
        loaded().renew();
    }

    private LoadedPool loaded() {
        if (pool == null) {
            throw new IllegalStateException("JMH has not set it up");
        }
        return pool;
    }
}
