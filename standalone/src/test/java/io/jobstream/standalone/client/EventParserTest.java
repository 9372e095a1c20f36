// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventParserTest {
    private final EventParser parser = new EventParser();

    @Test
    void putsLinesTogetherToEvents() {
        List<StreamEvent> events = parse("retry: 1000", "", "id: a1", "event: log", "data: {\"text\":\"x\"}", "");

        assertThat(events).hasSize(1);
        assertThat(events.get(0).name()).isEqualTo("log");
        assertThat(events.get(0).data().path("text").textValue()).isEqualTo("x");
        assertThat(parser.lastId()).contains("a1");
    }

    @Test
    void anIdWithoutAnEventIsRememberedToo() {
        assertThat(parse("id: a2", ": heartbeat", "")).isEmpty();
        assertThat(parser.lastId()).contains("a2");
    }

    @Test
    void whatABrokenConnectionLeftIsForgottenButForTheId() {
        parse("id: a3", "event: log", "data: {\"text\":");
        parser.reconnected();

        List<StreamEvent> events = parse("event: end", "data: {}", "");

        assertThat(events).extracting(StreamEvent::name).containsExactly("end");
        assertThat(parser.lastId()).contains("a3");
    }

    @Test
    void dataOverSeveralLinesIsOne() {
        assertThat(parse("data: {\"a\":", "data: 1}", "")
                        .get(0)
                        .data()
                        .path("a")
                        .intValue())
                .isEqualTo(1);
    }

    private List<StreamEvent> parse(String... lines) {
        List<StreamEvent> events = new ArrayList<>();
        for (String line : lines) {
            parser.line(line).ifPresent(events::add);
        }
        return events;
    }
}
