// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.schemas.Checkout;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job says or takes from its pipeline's defaults; null or empty where neither says anything.
 *
 * @param resources a job's own take the place of its pipeline's as a whole
 * @param retry a job's own takes the place of its pipeline's as a whole
 * @param concurrency a job's own takes the place of its pipeline's as a whole
 * @param environment the script's environment; a job's and its pipeline's are merged, the job's first
 */
public record JobSettings(
        List<String> labels,
        Map<String, Integer> resources,
        @Nullable Integer priority,
        @Nullable Integer maxAttempts,
        @Nullable RetryPolicy retry,
        @Nullable Duration startWithin,
        @Nullable Duration timeLimit,
        @Nullable ConcurrencyGroup concurrency,
        Map<String, String> environment,
        @Nullable Checkout checkout,
        @Nullable String image,
        List<String> secrets) {

    static final JobSettings NONE = of(Map.of(), null);

    /** Settings that say nothing but this. */
    public static JobSettings of(Map<String, String> environment, @Nullable Checkout checkout) {
        return new JobSettings(
                List.of(), Map.of(), null, null, null, null, null, null, environment, checkout, null, List.of());
    }

    /** These, and where they say nothing those of {@code defaults}. */
    public JobSettings or(JobSettings defaults) {
        Map<String, String> merged = new LinkedHashMap<>(defaults.environment);
        merged.putAll(environment);
        return new JobSettings(
                labels.isEmpty() ? defaults.labels : labels,
                resources.isEmpty() ? defaults.resources : resources,
                priority == null ? defaults.priority : priority,
                maxAttempts == null ? defaults.maxAttempts : maxAttempts,
                retry == null ? defaults.retry : retry,
                startWithin == null ? defaults.startWithin : startWithin,
                timeLimit == null ? defaults.timeLimit : timeLimit,
                concurrency == null ? defaults.concurrency : concurrency,
                merged,
                checkout == null ? defaults.checkout : checkout,
                image == null ? defaults.image : image,
                secrets.isEmpty() ? defaults.secrets : secrets);
    }

    /** These with a combination's values in place of their placeholders, and beside the environment. */
    JobSettings with(Combination combination) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(combination.environment());
        return new JobSettings(
                labels.stream().map(combination::into).toList(),
                resources,
                priority,
                maxAttempts,
                retry,
                startWithin,
                timeLimit,
                concurrency == null ? null : with(concurrency, combination),
                all,
                checkout,
                image == null ? null : combination.into(image),
                secrets);
    }

    private static ConcurrencyGroup with(ConcurrencyGroup group, Combination combination) {
        return ConcurrencyGroup.newBuilder(group)
                .setName(combination.into(group.getName()))
                .build();
    }
}
