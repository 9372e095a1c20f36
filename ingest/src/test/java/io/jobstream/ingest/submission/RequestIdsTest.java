// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    private static final Subject SUBJECT = new Subject("pool", "tenant", "", "", "");

    @Test
    void derivesTheSameIdsFromTheSameKeyForEver() {
        RequestIds ids = RequestIds.of(SUBJECT, key("key"));

        // A golden value: gateways of two versions must agree during an upgrade.
        assertThat(ids.job("build"))
                .isEqualTo(RequestIds.of(SUBJECT, key("key")).job("build"));
        assertThat(UUID.fromString(ids.job("build")).version()).isEqualTo(8);
        assertThat(UUID.fromString(ids.job("build")).variant()).isEqualTo(2);
        assertThat(ids.job("build")).isEqualTo("a8e66e96-0533-82cd-9338-ed2c741c6c1e");
    }

    @Test
    void givesDifferentIdsToEverythingThatDiffers() {
        RequestIds ids = RequestIds.of(SUBJECT, key("key"));

        assertThat(ids.job("build"))
                .isNotEqualTo(ids.job("test"))
                .isNotEqualTo(ids.pipeline())
                .isNotEqualTo(RequestIds.of(SUBJECT, key("other")).job("build"))
                .isNotEqualTo(RequestIds.of(new Subject("po", "tenant", "", "", ""), key("olkey"))
                        .job("build"))
                .isNotEqualTo(RequestIds.of(new Subject("pool", "other", "", "", ""), key("key"))
                        .job("build"));
    }

    @Test
    void givesNewTimeOrderedIdsWithoutAKey() {
        RequestIds ids = RequestIds.of(SUBJECT, null);
        String first = ids.job("a");
        String second = ids.job("a");

        assertThat(UUID.fromString(first).version()).isEqualTo(7);
        assertThat(second).isGreaterThan(first);
    }

    private static IdempotencyKey key(String key) {
        return IdempotencyKey.of(key, "body".getBytes(StandardCharsets.UTF_8));
    }
}
