// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class EventIdTest {
    @Test
    void survivesItsOwnText() {
        EventId id = new EventId(new Uuid(1, 2), new long[] {-1, 7, Long.MAX_VALUE}, new byte[] {3});

        EventId read = EventId.of(id.text(), 3).orElseThrow();

        assertThat(read.topicId()).isEqualTo(id.topicId());
        assertThat(read.positions()).containsExactly(-1, 7, Long.MAX_VALUE);
        assertThat(read.rest()).containsExactly(3);
    }

    @Test
    void fitsTheSamePartitionsOfTheSameTopicOnly() {
        EventId id = new EventId(new Uuid(1, 2), new long[] {-1, 7}, new byte[0]);

        assertThat(id.fits(new Uuid(1, 2), new long[] {-1, 9})).isTrue();
        assertThat(id.fits(new Uuid(1, 3), new long[] {-1, 9})).isFalse();
        assertThat(id.fits(new Uuid(1, 2), new long[] {0, 9})).isFalse();
        assertThat(id.fits(new Uuid(1, 2), new long[] {-1, 6})).isFalse();
    }

    @Test
    void isNothingElse() {
        assertThat(EventId.of("", 2)).isEmpty();
        assertThat(EventId.of("!!", 2)).isEmpty();
        assertThat(EventId.of("AQ", 2)).isEmpty();
    }

    @Test
    void joinsACharacterThatWasCut() {
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        Utf8Text text = new Utf8Text(new byte[] {euro[0]});

        assertThat(text.decode(new byte[] {euro[1]}, false)).isEmpty();
        assertThat(text.decode(new byte[] {euro[2], (byte) 0xff}, true)).isEqualTo("€\ufffd");
    }
}
