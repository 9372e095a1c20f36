// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.notifications;

import io.jobstream.schemas.Notification;
import org.jspecify.annotations.Nullable;

/** Open incidents by group: what opened each, with its failures so far. No entry means that nothing is wrong. */
interface IncidentStore {
    @Nullable
    Notification open(String group);

    void put(String group, Notification incident);

    void close(String group);
}
