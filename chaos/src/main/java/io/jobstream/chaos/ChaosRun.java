// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.AbstractHistogram;

/** One run: start, work without faults, work with faults, heal, settle, judge. */
public final class ChaosRun {
    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final Duration CALM_MAX = Duration.ofSeconds(60);
    private static final Duration PAUSES_WINDOW_MAX = Duration.ofSeconds(20);
    private static final Duration SETTLE_MAX = Duration.ofSeconds(60);
    private static final Duration BACKLOG_MAX = Duration.ofMinutes(5);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 50;

    private final ChaosSettings settings;
    private final PrintWriter out;
    private final Random random;
    private final Evidence evidence;
    private int faults;

    private ChaosRun(ChaosSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
        this.random = new Random(settings.seed());
        this.evidence = new Evidence(settings.directory().resolve("evidence"));
    }

    /**
     * Runs it and tells how it goes; everything it started has ended when it returns.
     *
     * @param judge asked when everything has settled, or should have
     * @throws IllegalStateException when the system could not be started
     */
    public static ChaosReport of(ChaosSettings settings, ChaosReport.Judge judge, PrintWriter out)
            throws IOException, InterruptedException {
        return new ChaosRun(settings, out).run(judge);
    }

    private ChaosReport run(ChaosReport.Judge judge) throws IOException, InterruptedException {
        Files.createDirectories(evidence.directory());
        Files.createDirectories(settings.directory().resolve("logs"));
        try (Fleet fleet = new Fleet(settings)) {
            settings.faults().requireKnown(fleet.names());
            Thread killer = new Thread(fleet::close, "chaos-end");
            Runtime.getRuntime().addShutdownHook(killer);
            out.println("Starting " + fleet.names().size() + " processes: " + String.join(", ", fleet.names()));
            fleet.start(START_MAX);
            try {
                ChaosReport report = work(fleet).withMore(judged(judge, fleet));
                fleet.stop().forEach(name -> out.println("  " + name + " did not end in order when it was told to"));
                return report;
            } finally {
                Runtime.getRuntime().removeShutdownHook(killer);
            }
        }
    }

    private ChaosReport work(Fleet fleet) throws IOException, InterruptedException {
        Pauses pauses = new Pauses(fleet.pools(), shorter(settings.faults().every(), PAUSES_WINDOW_MAX));
        try (Observer observer = new Observer(fleet.connection(), fleet.partitions(), pauses);
                Load load = new Load(fleet.ingest(), fleet.pools(), evidence, new Random(random.nextLong()))) {
            return work(fleet, observer, pauses, load);
        }
    }

    private ChaosReport work(Fleet fleet, Observer observer, Pauses pauses, Load load)
            throws IOException, InterruptedException {
        List<Fault> plan = FaultPlan.of(random, fleet.names(), settings.length(), settings.faults());
        List<Tenants.Change> policies = Tenants.plan(random, settings.length());
        Instant backlogGivesUp = sendBacklog(load, observer);
        load.start(settings.rate());
        out.println("Warming up for " + calm().toSeconds() + " s, then as long without faults");
        pause(calm(), load, observer);
        awaitCaughtUp(load, observer);
        observer.takeWaits();
        pauses.begin("no fault", Instant.now());
        pause(calm(), load, observer);
        AbstractHistogram before = observer.takeWaits();
        out.printf("%nWithout faults: %s%n%nFaults:%n", Waits.of(before));
        if (!settings.faults().inTurn()) {
            // There, how long dispatch pauses is measured, and a policy pauses it as well.
            load.change(policies);
        }
        try (InSync inSync = new InSync(fleet.connection())) {
            cause(plan, fleet, pauses, inSync, load, observer);
        }
        load.end();
        fleet.heal();
        long healed = System.nanoTime();
        AbstractHistogram during = observer.takeWaits();
        awaitSettled(load, observer, healed);
        Duration settledWithin = Duration.ofNanos(System.nanoTime() - healed);
        List<String> violations = new ArrayList<>(evidence.overlaps());
        Set<String> accepted = new HashSet<>(load.accepted());
        accepted.addAll(load.inBacklog());
        awaitGivenUp(load, observer, backlogGivesUp);
        if (evidence.attempts() == 0) {
            violations.add("no job left evidence that it ran");
        }
        if (load.open() > 0) {
            violations.add(load.open() + " submissions were not answered within " + SETTLE_MAX.toSeconds() + " s");
        }
        accepted.stream()
                .filter(id -> !observer.settled(id))
                .forEach(id -> violations.add("accepted, and without outcome: " + id));
        return new ChaosReport(
                accepted.size(),
                observer.settled(),
                Tenants.NAMES.size(),
                load.policyChanges(),
                load.repeated(),
                evidence.attempts(),
                faults,
                settledWithin,
                before,
                during,
                pauses.lines(),
                observer.noticed(),
                violations);
    }

    /** Returns when the scheduler has it, with when it gives up: long after the last fault. */
    private Instant sendBacklog(Load load, Observer observer) throws InterruptedException {
        if (settings.backlog() == 0) {
            return Instant.now();
        }
        Duration after = settings.length()
                .plus(calm().multipliedBy(2))
                .plus(CALM_MAX.multipliedBy(2))
                .plus(BACKLOG_MAX);
        out.println("Sending " + settings.backlog() + " jobs that wait for a runner that never comes");
        try {
            load.backlog(settings.backlog(), after).get(BACKLOG_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the backlog was not accepted", e);
        }
        Instant accepted = Instant.now();
        while (observer.admitted() < settings.backlog()) {
            if (Instant.now().isAfter(accepted.plus(BACKLOG_MAX))) {
                throw new IllegalStateException(
                        "the backlog was not admitted within " + BACKLOG_MAX.toSeconds() + " s");
            }
            TimeUnit.SECONDS.sleep(1);
        }
        return accepted.plus(after);
    }

    /** Statuses of a backlog that has just been given up may be behind its facts: then it is judged again. */
    private List<String> judged(ChaosReport.Judge judge, Fleet fleet) throws InterruptedException {
        long deadline = System.nanoTime() + BACKLOG_MAX.toNanos();
        List<String> violations = judge.violations(fleet.connection());
        while (settings.backlog() > 0 && !violations.isEmpty() && System.nanoTime() - deadline < 0) {
            out.println("The backlog was given up just now; what is behind may come: judged again in 30 s");
            TimeUnit.SECONDS.sleep(30);
            violations = judge.violations(fleet.connection());
        }
        return violations;
    }

    private void awaitGivenUp(Load load, Observer observer, Instant givesUp) throws InterruptedException {
        Instant limit = givesUp.plus(BACKLOG_MAX);
        while (Instant.now().isBefore(limit) && !load.inBacklog().stream().allMatch(observer::settled)) {
            pause(Duration.ofSeconds(1), load, observer);
        }
    }

    private Duration calm() {
        return shorter(settings.length().dividedBy(4), CALM_MAX);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void cause(List<Fault> plan, Fleet fleet, Pauses pauses, InSync inSync, Load load, Observer observer)
            throws InterruptedException {
        // Each fault may wait for a process to end, and must not hold up the others.
        ScheduledExecutorService mending = Executors.newScheduledThreadPool(8);
        long begin = System.nanoTime();
        try {
            for (Fault fault : plan) {
                pauseUntil(begin + fault.at().toNanos(), load, observer);
                if (FaultPlan.isBroker(fault.member()) && !inSync.now()) {
                    out.println("  " + fault + "  left out: replicas are not in sync");
                } else {
                    faults++;
                    out.println("  " + fault);
                    if (settings.faults().inTurn()) {
                        pauses.begin(fault.what(), Instant.now());
                    }
                    mending.execute(() -> cause(fault, fleet.member(fault.member()), mending));
                }
            }
            pauseUntil(begin + settings.length().toNanos(), load, observer);
        } finally {
            mending.shutdownNow();
            boolean unused = mending.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private static void cause(Fault fault, Member member, ScheduledExecutorService mending) {
        Runnable mend = member::start;
        switch (fault.kind()) {
            case KILL -> member.kill();
            case RESTART -> {
                boolean unused = member.terminate();
            }
            case SUSPEND -> {
                member.suspend();
                mend = member::resume;
            }
        }
        if (!mending.isShutdown()) {
            var unused = mending.schedule(mend, fault.away().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What young processes could not keep up with would count as waits without faults. */
    private void awaitCaughtUp(Load load, Observer observer) throws InterruptedException {
        Set<String> begun = Set.copyOf(load.accepted());
        long deadline = System.nanoTime() + CALM_MAX.toNanos();
        while (System.nanoTime() - deadline < 0 && !begun.stream().allMatch(observer::settled)) {
            pause(Duration.ofSeconds(1), load, observer);
        }
    }

    private void awaitSettled(Load load, Observer observer, long healed) throws InterruptedException {
        long deadline = healed + SETTLE_MAX.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (load.open() == 0 && load.accepted().stream().allMatch(observer::settled)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
    }

    private void pause(Duration length, Load load, Observer observer) throws InterruptedException {
        pauseUntil(System.nanoTime() + length.toNanos(), load, observer);
    }

    /** Sleeps, and tells now and then how far it is. */
    private void pauseUntil(long end, Load load, Observer observer) throws InterruptedException {
        long nextWord = System.nanoTime() + PROGRESS_EVERY.toNanos();
        while (System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            if (System.nanoTime() - nextWord > 0) {
                nextWord += PROGRESS_EVERY.toNanos();
                out.printf(
                        "            %d accepted, %d settled, %d on their way in%n",
                        load.accepted().size(), observer.settled(), load.open());
            }
        }
    }
}
