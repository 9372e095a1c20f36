// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.keys;

import picocli.CommandLine.Command;

/** Manages API keys. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Make, list and revoke the API keys of a cluster.",
        description = {
            "",
            "Straight through Kafka, which also makes the first one; the HTTP interface has the same at /v1/keys.",
            "",
            "  jobstream keys create --name ci --scope jobs:write,jobs:read,logs:read --tenant acme",
            "  jobstream keys list",
            "  jobstream keys revoke 4TqZ0aXb9PmE",
            ""
        },
        commandListHeading = "%nCommands:%n",
        subcommands = {CreateKeyCommand.class, ListKeysCommand.class, RevokeKeyCommand.class})
public final class KeysCommand {}
