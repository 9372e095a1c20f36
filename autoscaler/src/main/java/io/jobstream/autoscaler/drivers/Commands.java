// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.drivers;

import io.jobstream.autoscaler.decision.RunnerGroup;
import io.jobstream.topics.Cell;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runners that a command makes, such as a cloud's own. It is run by {@code sh}, and told in its environment what to
 * make: nothing is ever pasted into its text. Runners live on when this program ends.
 */
public final class Commands implements Driver {
    private static final String PREFIX = "JOBSTREAM_";

    private final String start;
    private final Optional<String> stop;
    private final Duration limit;

    /**
     * Makes runners by {@code start}.
     *
     * @param stop run when a runner has left; not needed where it takes its machine with it
     * @param limit how long either may take
     */
    public Commands(String start, Optional<String> stop, Duration limit) {
        this.start = start;
        this.stop = stop;
        this.limit = limit;
    }

    @Override
    public void start(RunnerGroup group, String runner) throws DriverException, InterruptedException {
        run("The start command", start, group, runner);
    }

    @Override
    public void stop(RunnerGroup group, String runner) throws DriverException, InterruptedException {
        if (stop.isPresent()) {
            run("The stop command", stop.get(), group, runner);
        }
    }

    /** As {@code jobstream runner --resource} takes them: {@code gpu=4,licence=1}. */
    private static String resources(RunnerGroup group) {
        return group.resources().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(","));
    }

    private void run(String what, String command, RunnerGroup group, String runner)
            throws DriverException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT);
        // What configures this program is not for others.
        builder.environment().keySet().removeIf(name -> name.startsWith(PREFIX));
        builder.environment()
                .putAll(Map.of(
                        PREFIX + "RUNNER", runner,
                        PREFIX + "GROUP", group.name(),
                        PREFIX + "POOL", Cell.poolOf(group.pool()),
                        PREFIX + "LABELS", String.join(",", group.labels()),
                        PREFIX + "SLOTS", Integer.toString(group.slots()),
                        PREFIX + "RESOURCES", resources(group)));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new DriverException(what + " could not be run: " + e.getMessage(), e);
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DriverException(what + " did not end within " + limit.toSeconds() + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new DriverException(what + " ended with status " + process.exitValue());
        }
    }
}
