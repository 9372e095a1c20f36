// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import io.jobstream.standalone.services.SealCommand;
import picocli.CommandLine.Command;

/** All about the audit. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Seal, verify, export, show and erase what the audit records.",
        description = {
            "",
            "  jobstream audit init /etc/jobstream/audit",
            "  jobstream audit seal --audit-key-file /etc/jobstream/audit/sealing.pem",
            "  jobstream audit verify --public-key sealing.pub",
            ""
        },
        commandListHeading = "%nCommands:%n",
        subcommands = {
            InitCommand.class,
            KeyCommand.class,
            SealCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            ShowCommand.class,
            EraseCommand.class
        })
public final class AuditCommand {}
