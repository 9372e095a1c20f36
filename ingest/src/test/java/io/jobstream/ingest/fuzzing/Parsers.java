// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.fuzzing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.InvalidJsonException;
import io.jobstream.http.json.StrictJson;
import io.jobstream.ingest.cdevents.CdeventsEndpoint;
import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.ingest.gitea.GiteaForge;
import io.jobstream.ingest.github.GithubForge;
import io.jobstream.ingest.gitlab.GitlabForge;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.ingest.triggers.RuleReader;
import io.jobstream.ingest.triggers.TriggerRules;
import io.jobstream.ingest.webhooks.Forge;
import io.jobstream.ingest.webhooks.Payload;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What Jazzer calls with whatever bytes: the first one says which parser reads the rest. */
public final class Parsers {
    private static final List<Forge> FORGES = List.of(new GithubForge(), new GitlabForge(), new GiteaForge());
    private static final List<Parser> PARSERS = List.of(
            data -> requireText(SubmissionReader.job(StrictJson.parse(data))),
            data -> requireText(SubmissionReader.pipeline(StrictJson.parse(data))),
            data -> RuleReader.wish("fuzzed", StrictJson.parse(data)),
            Parsers::file,
            data -> CdeventsEndpoint.event(StrictJson.parse(data)),
            Parsers::key,
            Parsers::webhook);

    private Parsers() {}

    /** How many there are. */
    static int count() {
        return PARSERS.size();
    }

    /** Anything that it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        try {
            PARSERS.get((data[0] & 0xff) % PARSERS.size()).parse(Arrays.copyOfRange(data, 1, data.length));
        } catch (ProblemException e) {
            if (e.status() >= 500) {
                throw e;
            }
        } catch (InvalidJsonException | InvalidFileException e) {
            // Refused.
        }
    }

    /** What is taken can be written as UTF-8, and is the same afterwards. */
    private static void requireText(Submission submission) {
        String text = submission.toString();
        if (!text.equals(new String(text.getBytes(UTF_8), UTF_8))) {
            throw new IllegalStateException("Took what no record can have: " + text);
        }
    }

    private static void file(byte[] data) {
        TriggerRules unused = TriggerRules.FILE.parse().apply("rules.yaml", data);
    }

    private static void key(byte[] data) {
        IdempotencyKey.read(new String(data, ISO_8859_1)).ifPresent(key -> {
            if (!IdempotencyKey.isOne(key)) {
                throw new IllegalStateException("Took what is no key: " + key);
            }
        });
    }

    /** A payload whose signature holds; one more byte says of which event. */
    private static void webhook(byte[] data) throws InvalidJsonException {
        if (data.length == 0) {
            return;
        }
        int kind = data[0] & 0xff;
        Forge forge = FORGES.get(kind % FORGES.size());
        List<String> events = forge.events().values().stream().sorted().toList();
        String event = events.get(kind / FORGES.size() % events.size());
        JsonNode body = StrictJson.parse(Arrays.copyOfRange(data, 1, data.length));
        forge.read(event, new Payload(body), Instant.EPOCH);
    }

    /** Takes bytes, or refuses them by one of the exceptions that stand for that. */
    private interface Parser {
        void parse(byte[] data) throws InvalidJsonException;
    }
}
