// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import picocli.CommandLine.Command;

/** Manages who may write requests. */
@Command(
        name = "producers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Enrol, list and revoke those who write requests straight to Kafka.",
        description = {
            "",
            "  jobstream producers new-key --out acme-build.key",
            "  jobstream producers enrol acme-build --public-key acme-build.key.pub --tenant acme",
            "  jobstream producers list",
            "  jobstream producers revoke acme-build",
            ""
        },
        commandListHeading = "%nCommands:%n",
        subcommands = {
            NewKeyCommand.class,
            EnrolProducerCommand.class,
            ListProducersCommand.class,
            RevokeProducerCommand.class
        })
public final class ProducersCommand {}
