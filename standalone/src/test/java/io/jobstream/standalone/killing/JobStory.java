// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the log says of one job. */
final class JobStory {
    final JobSpec spec;
    final List<Lease> leases = new ArrayList<>();
    final List<AcceptedResult> results = new ArrayList<>();
    final List<Settlement> settlements = new ArrayList<>();

    /** One lease, as far as the log has come. */
    static final class Lease {
        final int attempt;
        final String session;
        final Instant grantedAt;

        @Nullable
        Instant acceptedAt;

        @Nullable
        Instant endedAt;

        @Nullable
        LeaseEndReason endReason;

        Lease(int attempt, String session, Instant grantedAt) {
            this.attempt = attempt;
            this.session = session;
            this.grantedAt = grantedAt;
        }

        /** Whether it was granted and neither accepted nor over at an instant. */
        boolean openAt(Instant at) {
            Instant closed = acceptedAt == null ? endedAt : acceptedAt;
            return !grantedAt.isAfter(at) && (closed == null || closed.isAfter(at));
        }
    }

    JobStory(JobSpec spec) {
        this.spec = spec;
    }

    /** The lease that is not over. */
    Optional<Lease> live() {
        return leases.stream().filter(lease -> lease.endedAt == null).findFirst();
    }
}
