// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.MetricDimensions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One row of the metrics: dimensions and a span of time. */
record Window(MetricDimensions dimensions, Instant start, Duration length) {
    static final List<Duration> LENGTHS = List.of(Duration.ofMinutes(1), Duration.ofHours(1));

    /** The windows that a settled job falls into. */
    static List<Window> of(JobStatus job) {
        MetricDimensions dimensions = MetricDimensions.newBuilder()
                .setTenant(job.getSpec().getTenant())
                .setRepository(job.getSpec().getRepository())
                .setBranch(job.getSpec().getBranch())
                .setJobName(job.getSpec().getName())
                .setPool(job.getPool())
                .build();
        return LENGTHS.stream()
                .map(length -> new Window(dimensions, startOf(job.getSettledAt(), length), length))
                .toList();
    }

    Instant end() {
        return start.plus(length);
    }

    /**
     * The key in {@code ci.job.metrics}: tenant, repository, branch, job name, pool, length in seconds and start,
     * joined by slashes; each part encoded as in a URL's query, so that a slash within one is {@code %2F}.
     */
    String key() {
        return Stream.of(
                        dimensions.getTenant(),
                        dimensions.getRepository(),
                        dimensions.getBranch(),
                        dimensions.getJobName(),
                        dimensions.getPool(),
                        Long.toString(length.toSeconds()),
                        start.toString())
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
    }

    /** The key in the store, in the order in which windows end. */
    String storeKey() {
        return storeKeysFrom(end()) + "/" + key();
    }

    /** Sorts before every window that ends then or later. */
    static String storeKeysFrom(Instant end) {
        return String.format(Locale.ROOT, "%015d", Math.max(0, end.toEpochMilli()));
    }

    private static Instant startOf(Instant at, Duration length) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), length.toMillis()) * length.toMillis());
    }
}
