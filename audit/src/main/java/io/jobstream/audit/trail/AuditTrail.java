// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.trail;

import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.schemas.AuditEvent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where records of requests go. */
@FunctionalInterface
public interface AuditTrail {
    /** The actor where there is no authentication: nothing is known of anybody. */
    String ANYONE = "anyone";

    /**
     * Writes a record.
     *
     * @param event what happened; the trail puts in who
     * @param who the actor; null for {@link #ANYONE}
     * @return completes when all in-sync replicas have it; exceptionally when that is not known
     */
    CompletableFuture<Void> append(AuditEvent.Builder event, @Nullable PersonalData who);
}
