// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Packing;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Countable resources, and which runner is given a job. */
class ResourcesTest {
    private static final double TEN_MINUTES = 600;

    private final Pool pool = new Pool();

    @Test
    void grantsNoMoreOfAResourceThanThereIs() {
        join("r", 4, Map.of("gpu", 3));

        assertThat(given(pool.request(asking("a", Map.of("gpu", 2)), asking("b", Map.of("gpu", 2)))))
                .containsExactly(Map.entry("a", "r"));
        assertThat(given(pool.request(asking("c", Map.of("gpu", 1))))).containsExactly(Map.entry("c", "r"));
        assertThat(given(pool.request(asking("d", Map.of())))).containsExactly(Map.entry("d", "r"));
    }

    @Test
    void givesWhatAnAttemptTookToTheNextWhenItEnds() {
        Map<String, Integer> one = Map.of("gpu", 1);
        join("r", 4, one);
        pool.request(asking("a", one));
        pool.request(asking("b", one));
        beat(1, one, 1, "a/1");

        assertThat(given(beat(2, one, 1))).containsExactly(Map.entry("b", "r"));
    }

    @Test
    void doesNotWasteAScarceDeviceWhileAnotherRunnerFits() {
        join("a-gpu", 4, Map.of("gpu", 4));
        join("plain", 1, Map.of());

        assertThat(given(pool.request(asking("first", Map.of())))).containsExactly(Map.entry("first", "plain"));
        assertThat(given(pool.request(asking("second", Map.of())))).containsExactly(Map.entry("second", "a-gpu"));
    }

    @Test
    void spreadsUnlessThePoolPacks() {
        join("a", 2, Map.of());
        join("b", 2, Map.of());

        assertThat(given(pool.request(asking("1", Map.of())))).containsExactly(Map.entry("1", "a"));
        assertThat(given(pool.request(asking("2", Map.of())))).containsExactly(Map.entry("2", "b"));
        pool.tell(new Input.PoolPolicyGiven(Pool.NAME, new PoolTerms(Packing.PACK, 1)));
        join("c", 2, Map.of());
        assertThat(given(pool.request(asking("3", Map.of())))).containsExactly(Map.entry("3", "a"));
        assertThat(given(pool.request(asking("4", Map.of())))).containsExactly(Map.entry("4", "b"));
        pool.tell(new Input.PoolPolicyGiven(Pool.NAME, PoolTerms.DEFAULT));
        join("d", 3, Map.of());
        assertThat(given(pool.request(asking("5", Map.of())))).containsExactly(Map.entry("5", "d"));
    }

    @Test
    void packsByWhatTheJobAsksForFirst() {
        pool.tell(new Input.PoolPolicyGiven(Pool.NAME, new PoolTerms(Packing.PACK, 1)));
        join("a", 8, Map.of("gpu", 4));
        join("b", 9, Map.of("gpu", 2));

        assertThat(given(pool.request(asking("1", Map.of("gpu", 1))))).containsExactly(Map.entry("1", "b"));
        assertThat(given(pool.request(asking("2", Map.of("gpu", 2))))).containsExactly(Map.entry("2", "a"));
    }

    /** Small jobs come all the time, and one that asks for all of a runner's devices has its turn all the same. */
    @Test
    void keepsARunnerForWhatAsksForMuchOnceItHasWaitedForLong() {
        Map<String, Integer> two = Map.of("gpu", 2);
        join("r", 4, two);
        pool.request(asking("small-1", Map.of("gpu", 1)));
        pool.request(asking("large", two));
        beat(TEN_MINUTES - 1, two, 1, "small-1/1");
        assertThat(given(pool.request(asking("small-2", Map.of("gpu", 1))))).containsOnlyKeys("small-2");
        beat(TEN_MINUTES, two, 2, "small-1/1", "small-2/1");

        assertThat(given(pool.request(asking("small-3", Map.of("gpu", 1))))).isEmpty();
        assertThat(given(beat(TEN_MINUTES, two, 2, "small-2/1"))).isEmpty();
        assertThat(given(pool.request(asking("urgent", Map.of()).setPriority(7))))
                .containsOnlyKeys("urgent");
        assertThat(given(beat(TEN_MINUTES, two, 3, "urgent/1"))).containsExactly(Map.entry("large", "r"));
    }

    @Test
    void countsALeaseAsThePartOfItsRunnerThatItTakes() {
        assertThat(Resources.of(Map.of("gpu", 4)).slotsFor(Resources.of(Map.of("gpu", 1)), 8))
                .isEqualTo(2);
        assertThat(Resources.of(Map.of("gpu", 4)).slotsFor(Resources.of(Map.of("gpu", 3)), 2))
                .isEqualTo(2);
        assertThat(Resources.of(Map.of("gpu", 4)).slotsFor(Resources.NONE, 8)).isEqualTo(1);
        assertThat(Resources.of(Map.of("gpu", 4, "licence", 1))
                        .slotsFor(Resources.of(Map.of("gpu", 1, "licence", 1)), 8))
                .isEqualTo(8);
    }

    @Test
    void chargesATenantForTheDevicesThatItTakes() {
        Map<String, Integer> four = Map.of("gpu", 4);
        join("r", 4, four);
        pool.request(asking("a", Map.of("gpu", 3)).setTenant("much"));
        pool.request(
                asking("b", Map.of()).setTenant("little"), asking("c", Map.of()).setTenant("little"));
        pool.request(asking("d", Map.of()).setTenant("other"));
        beat(1, four, 4, "a/1", "b/1", "c/1", "d/1");
        pool.request(asking("of much", Map.of()).setTenant("much"));
        pool.request(asking("of little", Map.of()).setTenant("little"));

        assertThat(given(beat(2, four, 4, "a/1", "b/1", "c/1"))).containsOnlyKeys("of little");
    }

    @Test
    void refusesAJobThatAsksForNoneOfAResource() {
        assertThat(settled(pool.request(asking("a", Map.of("gpu", 0))))).containsExactly(Outcome.REFUSED);
        assertThat(settled(pool.request(asking("b", Map.of("GPU!", 1))))).containsExactly(Outcome.REFUSED);
        Map<String, Integer> many = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            many.put("r" + i, 1);
        }
        assertThat(settled(pool.request(asking("c", many)))).containsExactly(Outcome.REFUSED);
    }

    private void join(String runner, int slots, Map<String, Integer> resources) {
        pool.beat(0, Pool.report("s", 0).setRunnerId(runner).setSlots(slots).setResources(resources));
    }

    /** Of runner r, which has four slots. */
    private List<Fact> beat(double seconds, Map<String, Integer> resources, long read, String... held) {
        return pool.beat(seconds, Pool.report("s", read, held).setSlots(4).setResources(resources));
    }

    private static JobSpec.Builder asking(String job, Map<String, Integer> resources) {
        return Pool.spec(job).setResources(resources);
    }

    /** Jobs that were granted, and to whom. */
    private static Map<String, String> given(List<Fact> facts) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Fact fact : facts) {
            if (fact instanceof Fact.LeaseGranted granted) {
                given.put(granted.job().id().value(), granted.lease().runner().name());
            }
        }
        return given;
    }

    private static List<Outcome> settled(List<Fact> facts) {
        return facts.stream()
                .filter(Fact.JobSettled.class::isInstance)
                .map(fact -> ((Fact.JobSettled) fact).outcome())
                .toList();
    }
}
