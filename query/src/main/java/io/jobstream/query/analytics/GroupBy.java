// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import io.jobstream.schemas.MetricDimensions;
import io.jobstream.topics.Cell;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** What an answer can be split by. */
enum GroupBy {
    REPOSITORY("repository", MetricDimensions::getRepository),
    JOB("job", MetricDimensions::getJobName),
    POOL("pool", dimensions -> Cell.poolOf(dimensions.getPool())),
    BRANCH("branch", MetricDimensions::getBranch),
    TENANT("tenant", MetricDimensions::getTenant);

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // A method reference has no state.
    private final Function<MetricDimensions, String> value;

    GroupBy(String word, Function<MetricDimensions, String> value) {
        this.word = word;
        this.value = value;
    }

    String word() {
        return word;
    }

    String of(MetricDimensions dimensions) {
        return value.apply(dimensions);
    }

    static Optional<GroupBy> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
