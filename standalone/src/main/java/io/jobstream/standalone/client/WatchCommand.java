// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows what happens. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Follow what happens to a job, or in a pool, as it happens.",
        description = {
            "",
            "One line for each fact of the log. Ends when the job is over; without a job it goes on until Ctrl-C.",
            ""
        })
public final class WatchCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ServerOptions servers = new ServerOptions();

    @Option(names = "--pool", paramLabel = "POOL", description = "What happens in this pool. Default: in all.")
    @Nullable
    String pool;

    @Option(names = "--repository", paramLabel = "OWNER/NAME", description = "What happens to jobs of this repository.")
    @Nullable
    String repository;

    @Option(names = "--json", description = "Print each fact as JSON, as the server sends it.")
    boolean json;

    @Mixin
    LogOptions log = new LogOptions();

    @Parameters(paramLabel = "JOB", arity = "0..1", description = "The id of a job.")
    @Nullable
    String job;

    @Override
    public void check(Problems problems) {
        servers.check(problems);
        if (job != null && (pool != null || repository != null)) {
            problems.add("expected a job or --pool and --repository, not both");
        }
    }

    @Override
    public int run() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        new EventStream(servers.queries(), path(), servers.patience()).follow(event -> {
            print(event, out);
            return true;
        });
        return ExitStatus.DONE;
    }

    private void print(StreamEvent event, PrintWriter out) {
        JsonNode data = event.data();
        if (json) {
            out.println(data);
        } else if ("fact".equals(event.name())) {
            String about = data.has("jobId")
                    ? data.path("jobId").asText()
                    : data.path("pool").asText();
            out.println(data.path("at").asText() + " " + about + " " + FactText.of(data));
        } else if ("snapshot".equals(event.name()) && data.has("jobId")) {
            out.println(data.path("updatedAt").asText() + " "
                    + data.path("jobId").asText() + " is " + data.path("state").asText()
                    + (data.has("outcome") ? " " + data.path("outcome").asText() : ""));
        } else if ("reset".equals(event.name())) {
            out.println("(facts before this were missed)");
        }
    }

    private String path() {
        if (job != null) {
            return "/v1/jobs/" + encoded(job) + "/events";
        }
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (pool != null) {
            query.add("pool=" + encoded(pool));
        }
        if (repository != null) {
            query.add("repository=" + encoded(repository));
        }
        return "/v1/events" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
