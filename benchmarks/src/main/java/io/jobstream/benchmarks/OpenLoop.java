// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts work at fixed moments, whether what was started before is done or not, so that a system that stalls is charged
 * for all that should have happened meanwhile.
 *
 * @param perSecond how many a second
 * @param warmUp how long before anything counts
 * @param measured how long what counts goes on
 */
record OpenLoop(double perSecond, Duration warmUp, Duration measured) {
    /** What is done at each moment. */
    @FunctionalInterface
    interface Work {
        /** Starts one piece of work and does not wait for it. */
        void start(long intendedNanos, boolean counts);
    }

    /** Returns when all has been started. */
    void run(Work work) {
        long interval = (long) (1_000_000_000L / perSecond);
        long begin = System.nanoTime() + interval;
        long countsFrom = begin + warmUp.toNanos();
        long end = countsFrom + measured.toNanos();
        for (long intended = begin; intended - end < 0; intended += interval) {
            for (long now = System.nanoTime(); now - intended < 0; now = System.nanoTime()) {
                LockSupport.parkNanos(intended - now);
            }
            work.start(intended, intended - countsFrom >= 0);
        }
    }
}
