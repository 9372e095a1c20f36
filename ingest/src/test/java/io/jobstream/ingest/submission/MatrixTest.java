// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static final Map<String, List<String>> AXES = axes();

    @Test
    void makesEachCombinationOnceTheLastAxisChangingFirst() {
        assertThat(new Matrix(AXES, List.of(), List.of()).combinations())
                .extracting(each -> each.name("test"))
                .containsExactly("test (17, linux)", "test (17, mac)", "test (25, linux)", "test (25, mac)");
    }

    @Test
    void leavesOutWhatHasAllValuesOfAnExclusion() {
        List<Combination> exclude =
                List.of(new Combination(Map.of("os", "linux", "jdk", "17")), new Combination(Map.of("jdk", "25")));

        assertThat(new Matrix(AXES, exclude, List.of()).combinations())
                .extracting(Combination::toString)
                .containsExactly("jdk=17, os=mac");
    }

    @Test
    void addsWhatIsIncludedLastEvenIfItWasExcluded() {
        Combination added = new Combination(new LinkedHashMap<>(Map.of("jdk", "17")));

        assertThat(new Matrix(Map.of("jdk", List.of("17", "25")), List.of(added), List.of(added)).combinations())
                .extracting(Combination::toString)
                .containsExactly("jdk=25", "jdk=17");
    }

    @Test
    void countsCombinationsThatItWouldNotMake() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        for (int i = 0; i < Limits.MATRIX_AXES_MAX; i++) {
            axes.put("a" + i, Collections.nCopies(Limits.MATRIX_VALUES_MAX, "x"));
        }

        assertThat(Matrix.size(axes)).isEqualTo(1L << 48);
    }

    @Test
    void putsValuesInPlaceOfTheirPlaceholders() {
        Combination combination = new Combination(Map.of("os", "a$1\\b", "jdk", "${matrix.os}"));

        assertThat(combination.into("x-${matrix.os}-${matrix.jdk}-${other}-$"))
                .isEqualTo("x-a$1\\b-${matrix.os}-${other}-$");
        assertThat(combination.unknown("${matrix.os}${matrix.arch}${x}")).contains("${matrix.arch}");
        assertThat(combination.unknown("${matrix.os} ${ }")).contains("${ }");
        assertThat(combination.unknown("${matrix.os} ${")).isEmpty();
    }

    @Test
    void namesVariablesAfterTheAxes() {
        assertThat(new Combination(Map.of("node_version", "22")).environment())
                .isEqualTo(Map.of("MATRIX_NODE_VERSION", "22"));
    }

    @Test
    void leavesAJobWithoutAMatrixAsItIs() {
        Combination none = Combination.NONE.get(0);

        assertThat(none.name("build")).isEqualTo("build");
        assertThat(none.environment()).isEmpty();
    }

    private static Map<String, List<String>> axes() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("jdk", List.of("17", "25"));
        axes.put("os", List.of("linux", "mac"));
        return axes;
    }
}
