// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.IndependentJobs;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests whose jobs only travel together. */
class IndependentJobsTest {
    private final Pool pool = new Pool(new PoolLimits(4, 10, 10, 10));

    @Test
    void aJobThatBreaksARuleIsRefusedAndTheOthersAreAdmitted() {
        List<Fact> facts = request(Pool.spec("a"), Pool.spec("b").setPriority(10), Pool.spec("c"), Pool.spec("d", "a"));

        assertThat(admitted(facts)).containsExactly("a", "c");
        assertThat(refused(facts))
                .containsExactly(
                        "b: job b: priority must be 0 to 9",
                        "d: job d: it needs a job, in a request whose jobs are independent");
    }

    @Test
    void aQuotaIsUsedUpToItsLimit() {
        pool.tell(new Input.TenantPolicyGiven("acme", new TenantTerms(1, null, 2)));

        List<Fact> facts = request(
                Pool.spec("a"), Pool.spec("b"), Pool.spec("c"), Pool.spec("d").setTenant("other"));

        assertThat(admitted(facts)).containsExactly("a", "b", "d");
        assertThat(refused(facts))
                .containsExactly(
                        "c: tenant acme has 0 jobs that wait in pool blue, of at most 2: try again when fewer" + " do");
    }

    @Test
    void aPoolIsFilledUpToItsLimit() {
        pool.request("before");

        assertThat(admitted(request(Pool.spec("a"), Pool.spec("b"), Pool.spec("c"), Pool.spec("d"))))
                .containsExactly("a", "b", "c");
    }

    /** Another record had some of them, as when a batch is repeated that was packed otherwise. */
    @Test
    void aJobThatIsKnownIsWhatItIsAndTheOthersAreAdmitted() {
        request(Pool.spec("a"), Pool.spec("b"));

        List<Fact> facts = request(Pool.spec("b"), Pool.spec("c"));

        assertThat(admitted(facts)).containsExactly("c");
        assertThat(refused(facts)).isEmpty();
        assertThat(request(Pool.spec("b"), Pool.spec("c"))).isEmpty();
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedWhole() {
        List<Fact> facts = pool.tell(new Input.JobsRequested(independent(Pool.spec("a"), Pool.spec("b")), 10_000_000));

        assertThat(only(facts, Fact.JobSettled.class))
                .hasSize(2)
                .allMatch(settled -> settled.outcome() == Outcome.REFUSED);
    }

    private List<Fact> request(JobSpec.Builder... specs) {
        return pool.tell(new Input.JobsRequested(independent(specs), 1_000));
    }

    private static JobRequest independent(JobSpec.Builder... specs) {
        List<RequestedJob> jobs = Arrays.stream(specs)
                .map(spec -> new RequestedJob(spec.build(), ByteBuffer.allocate(0)))
                .toList();
        return new JobRequest(
                "request", "blue", Pool.START, RequestSource.API, null, jobs, new IndependentJobs(Map.of()));
    }

    private static List<String> admitted(List<Fact> facts) {
        return only(facts, Fact.JobAdmitted.class).stream()
                .map(fact -> fact.admission().getSpec().getJobId())
                .toList();
    }

    private static List<String> refused(List<Fact> facts) {
        return only(facts, Fact.JobSettled.class).stream()
                .map(settled -> settled.job().value() + ": " + settled.message())
                .toList();
    }
}
