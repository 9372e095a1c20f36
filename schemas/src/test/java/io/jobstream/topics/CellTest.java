// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.schemas.PoolPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {
    private static final List<String> IDENTITIES =
            IntStream.range(0, 20_000).mapToObj(i -> "acme\0key-" + i).toList();

    @Test
    void theFirstIsCalledAsItsPoolIs() {
        assertThat(new Cell("ci", 0).name()).isEqualTo("ci");
        assertThat(Cell.of("ci")).isEqualTo(new Cell("ci", 0));
        assertThat(new Cell("ci", 12).name()).isEqualTo("ci~12");
        assertThat(Cell.of("ci~12")).isEqualTo(new Cell("ci", 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci~", "~1", "ci~0", "ci~01", "ci~64", "ci~100", "ci~x", "ci~-1", "", "a~b"})
    void whateverIsNoCellsNameIsAPools(String name) {
        assertThat(Cell.of(name)).isEqualTo(new Cell(name, 0));
    }

    @Test
    void thereAreNotMoreThanSixtyFour() {
        assertThatThrownBy(() -> new Cell("ci", Cell.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cell("ci", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 64})
    void identitiesAreSpreadEvenly(int cells) {
        Map<Integer, Long> counts = IDENTITIES.stream()
                .collect(Collectors.groupingBy(
                        identity -> Cell.of("ci", cells, identity).number(), Collectors.counting()));

        double mean = (double) IDENTITIES.size() / cells;
        assertThat(counts).hasSize(cells);
        assertThat(counts.values())
                .allSatisfy(count ->
                        assertThat((double) count).isBetween(mean - 6 * Math.sqrt(mean), mean + 6 * Math.sqrt(mean)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void growingMovesNothingButToTheNewCells(int before) {
        List<String> moved = IDENTITIES.stream()
                .filter(identity -> !Cell.of("ci", before, identity).equals(Cell.of("ci", before + 1, identity)))
                .toList();

        assertThat(moved)
                .allSatisfy(identity ->
                        assertThat(Cell.of("ci", before + 1, identity).number()).isEqualTo(before));
        assertThat((double) moved.size() / IDENTITIES.size()).isBetween(0.9 / (before + 1), 1.1 / (before + 1));
    }

    @Test
    void anIdentityStaysWhereItEverWas() {
        assertThat(List.of("a", "b", "c", "d", "e", "runner-1", "runner-2"))
                .extracting(identity -> Cell.of("ci", 4, identity).number())
                .containsExactly(0, 2, 2, 1, 1, 1, 3);
    }

    @Test
    void noTwoCellsShareAPartitionWhileThereAreEnough() {
        PoolPartitions partitions = new PoolPartitions(32);

        assertThat(IntStream.range(0, 32).mapToObj(number -> partitions.ofPool(new Cell("ci", number).name())))
                .doesNotHaveDuplicates();
        assertThat(partitions.ofPool("ci~33")).isEqualTo(partitions.ofPool("ci~1"));
    }

    @Test
    void aPoolNeverHasFewerInWhateverOrderPoliciesAreRead() {
        PoolCells cells = new PoolCells();

        assertThat(cells.take(policy("ci", 3))).isTrue();
        assertThat(cells.take(policy("ci", 1))).isFalse();
        assertThat(cells.take(policy("ci~4", 2))).isTrue();
        assertThat(cells.take(policy("other", 1_000))).isTrue();

        assertThat(List.of("ci", "ci~2", "nobody", "other").stream().map(cells::count))
                .containsExactly(5, 5, 1, Cell.MAX);
        assertThat(cells.names("ci")).containsExactly("ci", "ci~1", "ci~2", "ci~3", "ci~4");
        assertThat(cells.names("nobody")).containsExactly("nobody");
    }

    private static PoolPolicy policy(String pool, int cells) {
        return PoolPolicy.newBuilder().setPool(pool).setCells(cells).build();
    }
}
