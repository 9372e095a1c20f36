// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import static io.jobstream.schemas.Cause.INFRASTRUCTURE;
import static io.jobstream.schemas.Cause.RUNNER_LOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.http.json.StrictJson;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the record says of retries, and of the time by which an attempt must begin. */
class RetryReaderTest {
    @ParameterizedTest
    @CsvSource({"''", "', \"retry\": null, \"startWithin\": null'"})
    void saysNothingWhereNothingWasSaid(String more) throws Exception {
        assertThat(job(more).getRetry()).isNull();
        assertThat(job(more).getStartWithinMillis()).isNull();
    }

    @Test
    void takesWhatIsNotSaidOfRetriesFromTheDefaults() throws Exception {
        assertThat(retry("{}"))
                .isEqualTo(new RetryPolicy(List.of(RUNNER_LOST, INFRASTRUCTURE), List.of(), 0L, 300_000L));
    }

    @Test
    void takesAllThatIsSaidOfRetries() throws Exception {
        assertThat(retry("{\"on\": [\"INFRASTRUCTURE\"], \"exitCodes\": [75, 137], \"backoff\": \"PT10S\","
                        + " \"backoffMax\": \"PT1M\"}"))
                .isEqualTo(new RetryPolicy(List.of(INFRASTRUCTURE), List.of(75, 137), 10_000L, 60_000L));
    }

    @Test
    void neverTriesAgainWhereNoCauseIsNamed() throws Exception {
        assertThat(retry("{\"on\": []}").getCauses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, , 300000",
        "PT4M59S, , 300000",
        "PT5M, , 300000",
        "PT1H, , 3600000",
        "PT24H, , 86400000",
        "PT10S, PT10S, 10000",
        "PT24H, PT24H, 86400000"
    })
    void letsABackoffGrowToFiveMinutesUnlessItIsLongerOrToldOtherwise(String backoff, String max, long grownMillis)
            throws Exception {
        String told = max == null ? "" : ", \"backoffMax\": \"" + max + "\"";

        assertThat(retry("{\"backoff\": \"" + backoff + "\"" + told + "}").getBackoffMaxMillis())
                .isEqualTo(grownMillis);
    }

    @Test
    void takesExitCodesUpToTheirLimits() throws Exception {
        List<Integer> codes = IntStream.concat(IntStream.of(1), IntStream.rangeClosed(225, 255))
                .boxed()
                .toList();

        assertThat(retry("{\"exitCodes\": " + codes + "}").getExitCodes()).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1000", "PT1H30M, 5400000", "P7D, 604800000"})
    void takesTheTimeByWhichAnAttemptMustBegin(String within, long millis) throws Exception {
        assertThat(job(", \"startWithin\": \"" + within + "\"").getStartWithinMillis())
                .isEqualTo(millis);
    }

    @Test
    void takesWhatAJobDoesNotSayFromItsPipeline() throws Exception {
        List<JobSpec> jobs = specs(SubmissionReader.pipeline(StrictJson.parse(bytes("""
                {"retry": {"exitCodes": [75], "backoff": "PT1S"}, "startWithin": "PT1H",
                 "jobs": [{"name": "test", "script": "x"},
                          {"name": "deploy", "script": "x", "retry": {"on": []}, "startWithin": "PT1M"}]}
                """))));

        assertThat(jobs)
                .extracting(JobSpec::getRetry)
                .containsExactly(
                        new RetryPolicy(List.of(RUNNER_LOST, INFRASTRUCTURE), List.of(75), 1_000L, 300_000L),
                        new RetryPolicy(List.of(), List.of(), 0L, 300_000L));
        assertThat(jobs).extracting(JobSpec::getStartWithinMillis).containsExactly(3_600_000L, 60_000L);
    }

    private static RetryPolicy retry(String json) throws Exception {
        return job(", \"retry\": " + json).getRetry();
    }

    private static JobSpec job(String more) throws Exception {
        return specs(SubmissionReader.job(StrictJson.parse(bytes("{\"name\": \"x\", \"script\": \"x\"" + more + "}"))))
                .get(0);
    }

    private static List<JobSpec> specs(Submission submission) throws Exception {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        new SchemaSetup(registry).ensure();
        try (AvroCodec codec = new AvroCodec(registry)) {
            return submission.toRequest("default", null, RequestSource.API, Instant.EPOCH, codec).getJobs().stream()
                    .map(RequestedJob::getSpec)
                    .toList();
        }
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
