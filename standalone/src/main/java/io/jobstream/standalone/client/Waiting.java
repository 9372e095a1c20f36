// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.cli.ExitStatus;
import java.io.PrintWriter;

/** Follows a job to its end. */
final class Waiting {
    private final ServerOptions servers;
    private final String jobId;
    private final PrintWriter out;
    private final PrintWriter err;
    private int attempt;
    private JsonNode job = com.fasterxml.jackson.databind.node.MissingNode.getInstance();

    Waiting(ServerOptions servers, String jobId, PrintWriter out, PrintWriter err) {
        this.servers = servers;
        this.jobId = jobId;
        this.out = out;
        this.err = err;
    }

    /** The exit status that tells how the job ended. */
    int await() throws InterruptedException {
        Api api = servers.queries();
        new EventStream(api, "/v1/jobs/" + jobId + "/logs", servers.patience()).follow(event -> {
            if ("log".equals(event.name())) {
                log(event.data());
            } else if ("reset".equals(event.name())) {
                err.println("(the log begins again)");
            }
            return true;
        });
        new EventStream(api, "/v1/jobs/" + jobId + "/events", servers.patience()).follow(event -> {
            if ("snapshot".equals(event.name()) || "reset".equals(event.name())) {
                job = event.data();
            }
            return true;
        });
        return status(Outcomes.of(job), api);
    }

    private int status(Outcomes.Seen seen, Api api) {
        String message = seen.message().isEmpty() ? "" : ": " + seen.message();
        if (seen.outcome().isEmpty()) {
            err.println("job " + jobId + " is over, but " + api.server() + " does not say how");
            return ExitStatus.FAILED;
        }
        if (!seen.outcome().equals("SUCCEEDED")) {
            err.println("job " + jobId + " " + Outcomes.inWords(seen) + message);
        }
        return Outcomes.exitStatus(seen);
    }

    private void log(JsonNode data) {
        int from = data.path("attempt").asInt();
        if (attempt != 0 && from != attempt) {
            err.println("(attempt " + from + ")");
        }
        attempt = from;
        out.print(data.path("text").asText());
        out.flush();
    }
}
