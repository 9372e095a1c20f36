// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.query.Query;
import io.jobstream.query.QueryConfig;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the query service. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the query service: status, live events and logs, analytics, dashboard.",
        description = "")
public final class QueryCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Where to listen. Default: ${DEFAULT-VALUE}.",
            defaultValue = "8090")
    int port;

    @Mixin
    BindOptions bind = new BindOptions();

    @Mixin
    AccessOptions access = new AccessOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        Ports.check("--http-port", port, problems);
        bind.checkGuarded(problems);
        access.check(problems);
        access.checkAudit(bind, problems);
    }

    @Override
    public int run() {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("query", kafka, Optional.of(bind.config(port)), log, err)
                .run((connection, partitions) -> Guard.start(access.settings(bind), connection, partitions)
                        .before(() -> {
                            Query query = Query.start(QueryConfig.DEFAULTS, connection, partitions);
                            return Service.of(query.endpoints(), query);
                        }));
    }
}
