// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final List<String> MEMBERS =
            List.of("broker-1", "broker-2", "broker-3", "registry", "ingest", "streams-a", "streams-b", "runner-a1");
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration EVERY = Duration.ofSeconds(5);

    @Test
    void isTheSameForTheSameSeedAndOtherForAnother() {
        assertThat(plan(7)).isEqualTo(plan(7));
        assertThat(plan(7)).isNotEqualTo(plan(8));
    }

    @Test
    void causesAFaultEverySoOftenOnAverage() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(plan(seed))
                    .hasSizeBetween(80, 160)
                    .allSatisfy(fault -> assertThat(fault.at()).isLessThan(LENGTH));
        }
    }

    @Test
    void strikesEveryMemberInEveryWay() {
        Set<Fault.Kind> kinds = new HashSet<>();
        Set<String> struck = new HashSet<>();
        for (Fault fault : plan(3)) {
            kinds.add(fault.kind());
            struck.add(fault.member());
        }

        assertThat(kinds).containsExactlyInAnyOrder(Fault.Kind.values());
        assertThat(struck).containsExactlyInAnyOrderElementsOf(MEMBERS);
    }

    @Test
    void hasOneBrokerInTroubleAtATime() {
        for (long seed = 0; seed < 20; seed++) {
            Duration wellAgain = Duration.ZERO;
            for (Fault fault : plan(seed)) {
                if (FaultPlan.isBroker(fault.member())) {
                    assertThat(fault.at()).isGreaterThan(wellAgain);
                    wellAgain = fault.at().plus(fault.away());
                }
            }
        }
    }

    @Test
    void stopsNobodyForLongerThanTwiceTheLease() {
        assertThat(plan(5)).allSatisfy(fault -> assertThat(fault.away()).isLessThanOrEqualTo(Duration.ofSeconds(24)));
    }

    @Test
    void strikesInTurnAndOnlyWhomAndHowItWasTold() {
        FaultChoice choice = new FaultChoice(
                EVERY, true, Set.of(Fault.Kind.KILL), List.of("streams"), Optional.of(Duration.ofSeconds(3)));

        List<Fault> faults = FaultPlan.of(new Random(1), MEMBERS, Duration.ofSeconds(16), choice);

        assertThat(faults)
                .containsExactly(
                        new Fault(EVERY, Fault.Kind.KILL, "streams-a", Duration.ofSeconds(3)),
                        new Fault(EVERY.multipliedBy(2), Fault.Kind.KILL, "streams-b", Duration.ofSeconds(3)),
                        new Fault(EVERY.multipliedBy(3), Fault.Kind.KILL, "streams-a", Duration.ofSeconds(3)));
    }

    @Test
    void refusesToStrikeWhoIsNotThere() {
        FaultChoice choice =
                new FaultChoice(EVERY, true, Set.of(Fault.Kind.KILL), List.of("streams", "brokers"), Optional.empty());

        assertThatThrownBy(() -> choice.requireKnown(MEMBERS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("--members brokers: no name begins so; there are ");
    }

    private static List<Fault> plan(long seed) {
        return FaultPlan.of(new Random(seed), MEMBERS, LENGTH, FaultChoice.any(EVERY));
    }
}
