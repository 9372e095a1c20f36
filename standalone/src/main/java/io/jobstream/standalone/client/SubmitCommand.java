// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a job. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Submit a job; with --wait, follow its log and exit as it does.",
        description = {
            "",
            "Prints the job's id. With --wait the job's output goes to standard output, and the exit status is the"
                    + " command's own; 124 when its time was up, 125 when it lost its runner too often, 126 when it"
                    + " was refused, 130 when it was cancelled. 1 also when Jobstream cannot be reached, 2 when this"
                    + " command was used wrongly.",
            "",
            "One argument is run as a shell script; several are a command with its arguments:",
            "  jobstream submit --wait -- 'make && make test'",
            "  jobstream submit --wait --timeout 5m -- make -j4 test",
            ""
        })
public final class SubmitCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ServerOptions servers = new ServerOptions();

    @Option(
            names = {"-w", "--wait"},
            description = "Stay until the job is over; Ctrl-C cancels it.")
    boolean wait;

    @Option(names = "--detach-on-interrupt", description = "With --wait: Ctrl-C leaves the job running.")
    boolean detachOnInterrupt;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "The same key with the same job is the same job. Default: a new one.")
    @Nullable
    String idempotencyKey;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "Submit the jobs of a file instead, one on each line, in JSON as POST /v1/jobs takes them;"
                    + " prints their ids in order. Give each an idempotencyKey to run this twice.")
    @Nullable
    Path batch;

    @Mixin
    JobOptions job = new JobOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "What to run, after --.")
    List<String> command = new ArrayList<>();

    @Override
    public void check(Problems problems) {
        servers.check(problems);
        job.check(problems);
        if (batch != null && (wait || !command.isEmpty())) {
            problems.add("--batch goes with no COMMAND and no --wait");
        }
        if (batch == null && command.isEmpty()) {
            problems.add("expected a COMMAND, after --");
        }
        if (detachOnInterrupt && !wait) {
            problems.add("--detach-on-interrupt needs --wait");
        }
    }

    @Override
    public int run() throws Exception {
        CommandSpec called = java.util.Objects.requireNonNull(spec);
        PrintWriter out = called.commandLine().getOut();
        PrintWriter err = called.commandLine().getErr();
        if (batch != null) {
            return new BatchSubmission(servers.submissions(), servers.patience(), out, err).submit(batch);
        }
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        JsonNode accepted = new Posting(servers.submissions(), servers.patience(), err)
                .post(new Posting.Wish(
                        "/v1/jobs",
                        job.body(command),
                        Map.of("Idempotency-Key", '"' + key + '"'),
                        "the job",
                        "The same again with --idempotency-key " + key + " cannot run it twice"))
                .body();
        String jobId = accepted.path("jobId").asText();
        if (!wait) {
            out.println(jobId);
            return ExitStatus.DONE;
        }
        err.println("job " + jobId);
        Waiting waiting = new Waiting(servers, jobId, out, err);
        try (Interrupt interrupt = detachOnInterrupt
                ? Interrupt.leaving(jobId, err)
                : Interrupt.cancelling(
                        servers.submissions(), jobId, accepted.path("pool").asText(), err)) {
            int status = waiting.await();
            interrupt.disarm();
            return status;
        }
    }
}
