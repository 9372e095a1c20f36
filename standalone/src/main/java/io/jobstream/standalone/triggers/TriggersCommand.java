// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import picocli.CommandLine.Command;

/** Manages trigger rules. */
@Command(
        name = "triggers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List, apply, delete and try trigger rules: what starts jobs by itself.",
        description = {
            "",
            "  jobstream triggers apply rules.yaml",
            "  jobstream triggers list",
            "  jobstream triggers dry-run --job 018f3c5e-8e1a-7c3d-9b2f-000000000000 --outcome FAILED",
            "  jobstream triggers delete nightly --tenant acme",
            ""
        },
        commandListHeading = "%nCommands:%n",
        subcommands = {
            ListTriggersCommand.class,
            ApplyTriggersCommand.class,
            DeleteTriggerCommand.class,
            DryRunCommand.class
        })
public final class TriggersCommand {}
