// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import io.jobstream.schemas.Outcome;
import io.jobstream.topics.TrustedRecords;
import java.time.Instant;

/** Notifications as tests need them. */
public final class Notifications {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    static {
        TrustedRecords.trust();
    }

    private Notifications() {}

    public static Notification failed(String id) {
        return common(id)
                .setKind(NotificationKind.FAILED)
                .setOutcome(Outcome.FAILED)
                .setCause(Cause.SCRIPT)
                .setExitCode(3)
                .build();
    }

    public static Notification recovered(String id) {
        return common(id)
                .setKind(NotificationKind.RECOVERED)
                .setOutcome(Outcome.SUCCEEDED)
                .setFailures(2)
                .setRecoveryMillis(65_000L)
                .build();
    }

    private static Notification.Builder common(String id) {
        return Notification.newBuilder()
                .setNotificationId(id)
                .setIncidentId("incident-of-" + id)
                .setTenant("acme")
                .setRepository("acme/shop")
                .setBranch("main")
                .setJobName("unit <tests>")
                .setPool("default")
                .setJobId("job-" + id)
                .setCommit("0123456789abcdef0123456789abcdef01234567")
                .setAt(AT)
                .setSince(AT)
                .setFailures(1);
    }
}
