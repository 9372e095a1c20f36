// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import io.jobstream.signatures.RecordSignature;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.client.Api;
import java.io.IOException;

/** Asks about producers, and reads the answers. */
final class Answers {
    private Answers() {}

    /** A call of the HTTP interface. */
    @FunctionalInterface
    interface Call {
        Api.Answer to(Api api) throws IOException, InterruptedException;
    }

    static void checkId(String producerId, Problems problems) {
        if (!RecordSignature.PRODUCER_ID.matcher(producerId).matches()) {
            problems.add("expected a producer's id: letters, digits, dots, underscores and dashes: " + producerId);
        }
    }

    /** @throws FailedException when the server cannot be reached or refuses */
    static Api.Answer expectOk(Api api, Call call) throws InterruptedException {
        try {
            Api.Answer answer = call.to(api);
            if (!answer.ok()) {
                throw new FailedException(api.server() + " refused: " + answer.problem());
            }
            return answer;
        } catch (IOException e) {
            throw new FailedException(api.server() + " does not answer: " + e, e);
        }
    }

    static String sinceWhen(Api.Answer answer) {
        return answer.body().path("counts").asBoolean() ? "" : ", as soon as the scheduler reads it";
    }
}
