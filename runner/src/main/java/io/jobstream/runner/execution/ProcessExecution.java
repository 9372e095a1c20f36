// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.runner.execution.ProcessExecutor.Surroundings;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.HeldPhase;
import io.jobstream.runner.watchdog.WatchdogLostException;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt from its work to its ending, on a thread of its own. */
final class ProcessExecution implements Execution {
    private static final Logger log = LoggerFactory.getLogger(ProcessExecution.class);
    private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+=-]{0,199}");
    private static final int MESSAGE_MAX = 1_024;

    private final AttemptId id;
    private final Assigned assigned;
    private final Surroundings surroundings;
    private final ExecutionEvents events;
    private @Nullable AttemptProcess process;
    private boolean killed;
    private long deadline;

    ProcessExecution(Assigned assigned, Surroundings surroundings, ExecutionEvents events) {
        this.id = assigned.id();
        this.assigned = assigned;
        this.surroundings = surroundings;
        this.events = events;
        this.deadline = assigned.deadline();
    }

    @Override
    public synchronized void kill(boolean atOnce) {
        killed = true;
        if (process != null) {
            process.kill(atOnce);
        }
    }

    @Override
    public synchronized void extend(long later) {
        deadline = later;
        if (process != null) {
            process.extend(later);
        }
    }

    @Override
    public synchronized ResourceUse use() {
        return process == null ? ResourceUse.newBuilder().build() : process.use();
    }

    void run() {
        Ending ending;
        try {
            ending = executeWithResources();
        } catch (UndecodableException e) {
            ending = failed(Cause.INFRASTRUCTURE, "The job's work cannot be read: " + e.getMessage());
        } catch (RegistryUnavailableException e) {
            ending = failed(Cause.INFRASTRUCTURE, "The job's work cannot be read now: " + e.getMessage());
        } catch (IOException | WatchdogLostException e) {
            ending = failed(Cause.INFRASTRUCTURE, "The job could not be started: " + e.getMessage());
        } catch (RuntimeException e) {
            log.atError().addKeyValue("attempt", id).setCause(e).log("An attempt failed in its runner");
            ending = failed(Cause.INFRASTRUCTURE, "The runner failed: " + e);
        }
        events.ended(id, ending);
    }

    /** Gives back what it had before it is said to have ended: then the next one may be granted the same. */
    private Ending executeWithResources() throws IOException {
        Map<String, Integer> asked = assigned.grant().getSpec().getResources();
        Optional<Map<String, List<Integer>>> numbers = surroundings.allotments().take(id, asked);
        if (numbers.isEmpty()) {
            return failed(Cause.INFRASTRUCTURE, "This runner has not enough left of what the job asks for: " + asked);
        }
        try {
            return execute(surroundings.allotments().environment(numbers.get()));
        } finally {
            surroundings.allotments().giveBack(id);
        }
    }

    private Ending execute(Map<String, String> resources) throws IOException {
        if (!JOB_ID.matcher(id.jobId()).matches()) {
            return failed(Cause.POLICY, "A job id must match " + JOB_ID + " here");
        }
        JobWork work = surroundings.codec().decodeWork(assigned.grant().getWork());
        String problem = beyondThisRunner(work);
        if (!problem.isEmpty()) {
            return failed(Cause.POLICY, problem);
        }
        events.reached(id, HeldPhase.PREPARING);
        AttemptDirectory directory =
                AttemptDirectory.create(surroundings.settings().attempts(), id, work.getScript());
        try {
            return inDirectory(directory, work, resources);
        } finally {
            if (!surroundings.settings().keepWorkspaces()) {
                directory.delete();
            }
        }
    }

    private Ending inDirectory(AttemptDirectory directory, JobWork work, Map<String, String> resources)
            throws IOException {
        Map<String, String> environment =
                JobEnvironment.of(id, assigned.grant().getSpec(), work, surroundings.sessionId(), directory);
        environment.putAll(resources);
        AttemptProcess started = AttemptProcess.start(assigned, work, environment, directory, surroundings);
        try {
            Duration limit = Duration.ofMillis(assigned.grant().getSpec().getTimeLimitMillis());
            started.watch(assigned.deadline());
            synchronized (this) {
                process = started;
                started.extend(deadline);
                if (killed) {
                    started.kill(true);
                }
            }
            started.go(limit);
            return started.await(() -> events.reached(id, HeldPhase.RUNNING));
        } finally {
            started.cleanUp();
        }
    }

    /** What this runner cannot do must not be left out silently. */
    private static String beyondThisRunner(JobWork work) {
        if (work.getImage() != null) {
            return "This runner has no container engine: it cannot run the image " + work.getImage();
        }
        if (!work.getSecrets().isEmpty()) {
            return "This runner has no secrets configured, and the job names " + String.join(", ", work.getSecrets());
        }
        if (work.getCheckout() != null
                && (work.getCheckout().getUrl().startsWith("-")
                        || work.getCheckout().getRef().startsWith("-"))) {
            return "A checkout's url and ref must not start with '-'";
        }
        return "";
    }

    private static Ending failed(Cause cause, String message) {
        String line = message.lines().findFirst().orElse("");
        return Ending.unstarted(
                Outcome.FAILED, cause, line.length() > MESSAGE_MAX ? line.substring(0, MESSAGE_MAX) : line);
    }
}
