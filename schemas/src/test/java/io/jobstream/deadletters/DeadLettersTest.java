// SPDX-License-Identifier: Apache-2.0
package io.jobstream.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.deadletters.DeadLetters.Position;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final Position POSITION = new Position("ci.job.requests", 3, 17);

    @Test
    void headersSayWhereTheRecordStoodAndWhoSetItAside() {
        Headers headers = DeadLetters.headers("scheduler", POSITION, new RecordHeaders(), new IllegalStateException());

        assertThat(DeadLetters.setAsideBy("scheduler", headers)).contains(POSITION);
        assertThat(DeadLetters.setAsideBy("query", headers)).isEmpty();
    }

    @Test
    void headersOfSomethingElseSayNothing() {
        assertThat(DeadLetters.setAsideBy("scheduler", new RecordHeaders())).isEmpty();
        assertThat(DeadLetters.setAsideBy(
                        "scheduler", new RecordHeaders().add(DeadLetters.APPLICATION_HEADER, new byte[] {1})))
                .isEmpty();
    }
}
