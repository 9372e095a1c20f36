// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.DeliveryState;
import io.jobstream.schemas.Notification;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private final Backlog backlog = new Backlog(3);

    @Test
    void givesTheFirstOneThatIsDue() {
        Backlog.Waiting later = waiting(0, 1, "a", NOW.plusSeconds(5));
        Backlog.Waiting due = waiting(0, 2, "b", NOW);
        backlog.add(later);
        backlog.add(due);

        assertThat(backlog.due(NOW)).contains(due);
        assertThat(backlog.nextDue()).contains(NOW);
    }

    @Test
    void aRecoveryDoesNotOvertakeItsFailure() {
        backlog.add(waiting(0, 1, "a", NOW.plusSeconds(5)));
        backlog.add(waiting(0, 2, "a", NOW));

        assertThat(backlog.due(NOW)).isEmpty();
        assertThat(backlog.nextDue()).contains(NOW.plusSeconds(5));
    }

    @Test
    void theOldestUnsettledOneHoldsTheOffset() {
        Backlog.Waiting first = waiting(0, 1, "a", NOW);
        Backlog.Waiting second = waiting(0, 2, "b", NOW);
        backlog.add(first);
        backlog.add(second);
        backlog.update(second, settled());
        assertThat(backlog.oldest(0)).hasValue(1);

        backlog.update(first, settled());
        assertThat(backlog.oldest(0)).isEmpty();
    }

    @Test
    void oneThatFailedIsDueAtItsNextTime() {
        Backlog.Waiting tried = waiting(0, 1, "a", NOW);
        backlog.add(tried);

        backlog.update(tried, new Standing(DeliveryState.PENDING, 1, NOW.plusSeconds(2), "HTTP 500"));

        assertThat(backlog.due(NOW)).isEmpty();
        assertThat(backlog.due(NOW.plusSeconds(2)))
                .hasValueSatisfying(one -> assertThat(one.standing().attempts()).isEqualTo(1));
    }

    @Test
    void isFullAtItsBound() {
        backlog.add(waiting(0, 1, "a", NOW));
        backlog.add(waiting(0, 2, "b", NOW));
        assertThat(backlog.full()).isFalse();

        backlog.add(waiting(0, 3, "c", NOW));
        assertThat(backlog.full()).isTrue();
    }

    @Test
    void forgetsThePartitionsThatWentElsewhere() {
        backlog.add(waiting(0, 1, "a", NOW));
        backlog.add(waiting(1, 1, "b", NOW));

        backlog.drop(List.of(0));

        assertThat(backlog.oldest(0)).isEmpty();
        assertThat(backlog.oldest(1)).hasValue(1);
    }

    private static Standing settled() {
        return new Standing(DeliveryState.DELIVERED, 1, NOW, "HTTP 200");
    }

    private static Backlog.Waiting waiting(int partition, long offset, String incident, Instant at) {
        Notification notification = Notifications.failed(incident + offset);
        notification =
                Notification.newBuilder(notification).setIncidentId(incident).build();
        return new Backlog.Waiting(partition, offset, notification, new Standing(DeliveryState.PENDING, 0, at, ""));
    }
}
