// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.notifier.delivery.Notifications;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterTest {
    private final Notification failed = Notifications.failed("n");

    @Test
    void anEmptyFilterWantsEverything() {
        assertThat(Filter.ALL.wants(failed)).isTrue();
    }

    @Test
    void repositoriesAndBranchesMustBothMatch() {
        assertThat(new Filter(List.of("acme/*"), List.of("main"), Set.of()).wants(failed))
                .isTrue();
        assertThat(new Filter(List.of("acme/*"), List.of("release/**"), Set.of()).wants(failed))
                .isFalse();
        assertThat(new Filter(List.of("*"), List.of(), Set.of()).wants(failed)).isFalse();
        assertThat(new Filter(List.of("other/*", "**"), List.of(), Set.of()).wants(failed))
                .isTrue();
    }

    @Test
    void onlyTheKindsAskedForAreWanted() {
        Filter recoveries = new Filter(List.of(), List.of(), Set.of(NotificationKind.RECOVERED));

        assertThat(recoveries.wants(failed)).isFalse();
        assertThat(recoveries.wants(Notifications.recovered("n"))).isTrue();
    }

    @Test
    void aKindOfALaterVersionIsForNobody() {
        Notification unknown = Notification.newBuilder(failed)
                .setKind(NotificationKind.UNKNOWN)
                .build();

        assertThat(Filter.ALL.wants(unknown)).isFalse();
    }
}
