// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.TenantPolicy;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingJobsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final TenantPolicy LIMITED = new TenantPolicy("acme", 1, 0, null);
    private static final TenantPolicy UNLIMITED = new TenantPolicy("acme", 2, null, 0);

    private final WaitingJobs waiting = new WaitingJobs();

    @BeforeEach
    void admit() {
        waiting.admitted("job", 0, "acme");
    }

    @Test
    void waitSinceTheyWereQueuedFirst() {
        waiting.queued("job", BEGIN);
        waiting.queued("job", BEGIN.plusSeconds(3));

        assertThat(waiting.started("job")).contains(BEGIN);
        assertThat(waiting.started("job")).isEmpty();
    }

    @Test
    void doNotCountWhenTheirTenantIsLimitedAsTheyCome() {
        waiting.changed(0, LIMITED);
        waiting.queued("job", BEGIN);
        waiting.changed(0, UNLIMITED);

        assertThat(waiting.started("job")).isEmpty();
    }

    @Test
    void doNotCountWhenTheirTenantIsLimitedAsTheyWait() {
        waiting.queued("job", BEGIN);
        waiting.changed(0, LIMITED);

        assertThat(waiting.started("job")).isEmpty();
    }

    @Test
    void countWhenAnotherPartitionOrTenantIsLimited() {
        waiting.changed(1, LIMITED);
        waiting.changed(0, new TenantPolicy("other", 1, 0, null));
        waiting.queued("job", BEGIN);

        assertThat(waiting.started("job")).contains(BEGIN);
    }

    @Test
    void countAgainWhenTheLimitIsOver() {
        waiting.changed(0, LIMITED);
        waiting.changed(0, UNLIMITED);
        waiting.queued("job", BEGIN);

        assertThat(waiting.started("job")).contains(BEGIN);
    }
}
