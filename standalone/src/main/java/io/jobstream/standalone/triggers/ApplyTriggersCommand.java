// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.ingest.files.YamlDocument;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.GatewayCommand;
import io.jobstream.standalone.client.Posting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lays rules down. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Lay down the trigger rules of a YAML file, each in place of the one of its name.",
        description = {
            "",
            "The file is as the one of 'ingest --rules': a list 'rules', each with a name. Rules that the file does not"
                    + " have stay as they are. Ends with 1 at the first that is refused; those before it count.",
            ""
        })
public final class ApplyTriggersCommand extends GatewayCommand {
    @Parameters(paramLabel = "FILE", description = "The YAML file.")
    Path file = Path.of("rules.yaml");

    @Override
    public int run() throws Exception {
        Posting posting = posting();
        for (JsonNode rule : rules()) {
            String name = rule.path("name").asText();
            if (name.isEmpty() || !(rule.deepCopy() instanceof ObjectNode document)) {
                throw new FailedException(file + ": each rule needs a name");
            }
            document.remove("name");
            Api.Answer answer = posting.post(new Posting.Wish(
                    "PUT",
                    "/v1/triggers/" + encoded(name),
                    document,
                    Map.of(),
                    "rule " + name,
                    "Applying the file again does no harm"));
            out().println(answer.body().path("rule").asText() + " applied");
        }
        return ExitStatus.DONE;
    }

    private JsonNode rules() {
        try {
            JsonNode document = YamlDocument.parse(file.toString(), Files.readAllBytes(file), (value, errors) -> value);
            if (!document.path("rules").isArray()) {
                throw new FailedException(file + ": expected a list called rules");
            }
            return document.path("rules");
        } catch (IOException e) {
            throw new FailedException(file + " cannot be read", e);
        } catch (InvalidFileException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }
}
