// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequirementSetTest {
    @Test
    void readsWhatItWrites() {
        RequirementSet set =
                new RequirementSet(List.of("linux", "os=5"), new TreeMap<>(Map.of("licence", 1, "gpu", 2)));

        assertThat(set.text()).isEqualTo("linux,os=5,2*gpu,1*licence");
        assertThat(RequirementSet.parse(set.text())).isEqualTo(set);
        assertThat(RequirementSet.parse("").text()).isEmpty();
    }

    @Test
    void fitsWhatHasAsMuch() {
        RequirementSet set = RequirementSet.parse("linux,2*gpu");

        assertThat(set.fits(List.of("linux", "x64"), Map.of("gpu", 2))).isTrue();
        assertThat(set.fits(List.of("linux"), Map.of("gpu", 1))).isFalse();
        assertThat(set.fits(List.of("x64"), Map.of("gpu", 2))).isFalse();
    }
}
