// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.Problems;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for the end of a job or pipeline. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Cancel a job, or all jobs of a pipeline that are not over.",
        description = {
            "",
            "Ends when Jobstream has taken the wish, with 0; 1 when it has not, 2 when this command was used wrongly."
                    + " A job that waits is cancelled at once, one that runs is asked to end; 'jobstream watch JOB'"
                    + " shows what comes of it.",
            "",
            "  jobstream cancel 018f3c5e-8e1a-7c3d-9b2f-000000000000",
            "  jobstream cancel --pipeline 018f3c5e-8e1a-7c3d-9b2f-000000000001 --reason 'wrong branch'",
            ""
        })
public final class CancelCommand extends GatewayCommand {
    @Option(names = "--pipeline", paramLabel = "PIPELINE", description = "The id of a pipeline, in place of a job's.")
    @Nullable
    String pipeline;

    @Option(
            names = "--pool",
            paramLabel = "POOL",
            description = "Its pool. Default: the one that the server knows; it does for a day.")
    @Nullable
    String pool;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever wonders. Default: none.")
    @Nullable
    String reason;

    @Parameters(paramLabel = "JOB", arity = "0..1", description = "The id of a job.")
    @Nullable
    String job;

    @Override
    public void check(Problems problems) {
        super.check(problems);
        if ((job == null) == (pipeline == null)) {
            problems.add("expected either a job or --pipeline" + (job == null ? "" : ", not both"));
        }
    }

    @Override
    public int run() throws Exception {
        String what = job == null ? "pipeline " + pipeline : "job " + job;
        posting().post(new Posting.Wish(path(), body(), Map.of(), "the end of " + what, "Asking again does no harm"));
        out().println(what + " is being cancelled");
        return ExitStatus.DONE;
    }

    private String path() {
        return job == null
                ? "/v1/pipelines/" + encoded(Objects.requireNonNull(pipeline)) + "/cancel"
                : "/v1/jobs/" + encoded(job) + "/cancel";
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (pool != null) {
            body.put("pool", pool);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        return body;
    }
}
