// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a submission may contain; {@code docs/reference/http.md} tells callers, and a test holds the two together. */
public final class Limits {
    public static final int JOBS_MAX = 256;
    public static final int NEEDS_MAX = 64;
    public static final int REQUEST_BYTES_MAX = Topics.REQUEST_BYTES_MAX;
    public static final int SCRIPT_BYTES_MAX = 128 * 1024;

    public static final int NAME_MAX = 128;
    public static final int REPOSITORY_MAX = 256;
    public static final int BRANCH_MAX = 255;
    public static final int URL_MAX = 2_048;
    static final int IMAGE_MAX = 512;
    public static final int KEY_MAX = 255;
    static final int REASON_MAX = 256;
    public static final int LABELS_MAX = 32;
    static final int RESOURCES_MAX = 8;
    static final int RESOURCE_COUNT_MAX = 10_000;
    static final int ENVIRONMENT_MAX = 256;
    static final int ENVIRONMENT_VALUE_BYTES_MAX = 32 * 1024;
    static final int SECRETS_MAX = 32;
    static final int PRIORITY_MAX = 9;
    static final int PRIORITY_DEFAULT = 5;
    static final int ATTEMPTS_MAX = 10;
    static final int ATTEMPTS_DEFAULT = 3;
    static final Duration TIME_LIMIT_MIN = Duration.ofSeconds(1);
    static final Duration TIME_LIMIT_MAX = Duration.ofHours(24);
    static final Duration TIME_LIMIT_DEFAULT = Duration.ofHours(1);
    static final Duration START_WITHIN_MIN = Duration.ofSeconds(1);
    static final Duration START_WITHIN_MAX = Duration.ofDays(7);
    static final int RETRY_EXIT_CODES_MAX = 32;
    static final int EXIT_CODE_MAX = 255;

    /** Of a back-off, and of what it grows to. */
    static final Duration BACKOFF_LIMIT = Duration.ofHours(24);

    static final Duration BACKOFF_MAX_DEFAULT = Duration.ofMinutes(5);
    static final int CONCURRENCY_MAX = 1_000;
    static final int CONCURRENCY_DEFAULT = 1;
    static final int MATRIX_AXES_MAX = 8;
    static final int MATRIX_VALUES_MAX = 64;
    static final int MATRIX_VALUE_MAX = 128;

    /** Of exclude, and of include. */
    static final int MATRIX_LINES_MAX = 64;

    /** Before any is excluded: what an expansion may cost. */
    static final int MATRIX_COMBINATIONS_MAX = 1_024;

    /** Of a text before the values of a matrix are put into it. */
    static final int WITH_PLACEHOLDERS_MAX = 1_024;

    /** Of rules that led to a job, one after the other. */
    public static final int CHAIN_MAX = 10;

    static final String POOL_DEFAULT = "default";
    public static final String TENANT_DEFAULT = "default";

    /** Of pools and tenants, which are keys, metric labels and parts of paths. */
    public static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    static final Pattern RESOURCE = Pattern.compile("[a-z][a-z0-9_.-]{0,62}");
    public static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/=+-]{0,127}");
    public static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    public static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    static final Pattern AXIS = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /** What git may be given: no option, and none of the transports that run commands. */
    public static final Pattern CLONE_URL =
            Pattern.compile("(https?|ssh|git|file)://[^\\s\\p{Cntrl}-][^\\s\\p{Cntrl}]*|/[^\\p{Cntrl}]*"
                    + "|[\\w.]+@[\\w.][\\w.-]*:[^\\s\\p{Cntrl}]+");

    public static final Pattern REF =
            Pattern.compile("[^\\s\\p{Cntrl}~^:?*\\[\\\\-][^\\s\\p{Cntrl}~^:?*\\[\\\\]{0,254}");
    static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]*");

    /** Variables that the runner sets: a job that sets them could fake them. */
    static final String RESERVED_PREFIX = "JOBSTREAM_";

    private Limits() {}
}
