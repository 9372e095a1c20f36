// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import io.jobstream.standalone.audit.AuditCommand;
import io.jobstream.standalone.chaos.ChaosCommand;
import io.jobstream.standalone.checking.CheckCommand;
import io.jobstream.standalone.client.CancelCommand;
import io.jobstream.standalone.client.DrainCommand;
import io.jobstream.standalone.client.SubmitCommand;
import io.jobstream.standalone.client.WatchCommand;
import io.jobstream.standalone.demo.DemoCommand;
import io.jobstream.standalone.everything.UpCommand;
import io.jobstream.standalone.keys.KeysCommand;
import io.jobstream.standalone.producers.ProducersCommand;
import io.jobstream.standalone.services.AutoscalerCommand;
import io.jobstream.standalone.services.BrokerCommand;
import io.jobstream.standalone.services.IngestCommand;
import io.jobstream.standalone.services.NotifierCommand;
import io.jobstream.standalone.services.QueryCommand;
import io.jobstream.standalone.services.RegistryCommand;
import io.jobstream.standalone.services.RunnerCommand;
import io.jobstream.standalone.services.StreamsCommand;
import io.jobstream.standalone.triggers.TriggersCommand;
import picocli.CommandLine.Command;

/** The program's commands. */
@Command(
        name = "jobstream",
        mixinStandardHelpOptions = true,
        version = "jobstream 0.1.0-SNAPSHOT",
        header = "A Kafka-backed job event pipeline for CI runner clusters.",
        description = {"", "Try 'jobstream demo' first: it needs nothing but this directory.", ""},
        commandListHeading = "%nCommands:%n",
        footer = {"", "Every option can also be set in the environment: --kafka-port is JOBSTREAM_KAFKA_PORT."},
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            CancelCommand.class,
            DrainCommand.class,
            IngestCommand.class,
            StreamsCommand.class,
            RunnerCommand.class,
            QueryCommand.class,
            NotifierCommand.class,
            AutoscalerCommand.class,
            KeysCommand.class,
            ProducersCommand.class,
            AuditCommand.class,
            TriggersCommand.class,
            RegistryCommand.class,
            BrokerCommand.class,
            ChaosCommand.class,
            CheckCommand.class
        })
final class Jobstream {}
