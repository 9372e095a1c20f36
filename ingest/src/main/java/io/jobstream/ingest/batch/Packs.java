// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.batch;

import com.fasterxml.uuid.Generators;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.schemas.Idempotency;
import io.jobstream.schemas.IndependentJobs;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestedJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests of one job each, put together into as few as may be; the jobs of each are independent. The order within a
 * pool stays.
 */
public final class Packs {
    /** What a job takes in company and not on its own: its id once more, and lengths. */
    private static final int COMPANY_BYTES = 64;

    private final List<Pack> packs = new ArrayList<>();
    private final Map<String, Pack> open = new LinkedHashMap<>();

    /** Adds a request of one job, which has so many bytes when it is encoded on its own. */
    public void add(JobRequest single, int bytes) {
        int size = bytes + COMPANY_BYTES;
        if (alone(single.getJobs().get(0).getSpec())) {
            // Those before come before it.
            open.remove(single.getPool());
            packs.add(new Pack(single, size));
            return;
        }
        Pack pack = open.get(single.getPool());
        if (pack == null || !pack.hasRoom(size)) {
            pack = new Pack(single, size);
            packs.add(pack);
            open.put(single.getPool(), pack);
        } else {
            pack.add(single, size);
        }
    }

    public List<Pack> packs() {
        return packs;
    }

    /** It cancels what was there before: in company it would spare the others. */
    private static boolean alone(JobSpec spec) {
        return spec.getConcurrencyGroup() != null && spec.getConcurrencyGroup().getCancelInProgress();
    }

    /** What goes into one record. */
    public static final class Pack {
        private final List<JobRequest> singles = new ArrayList<>();
        private int bytes;

        private Pack(JobRequest first, int size) {
            add(first, size);
        }

        private void add(JobRequest single, int size) {
            singles.add(single);
            bytes += size;
        }

        private boolean hasRoom(int size) {
            return singles.size() < Limits.JOBS_MAX && bytes + size <= Limits.REQUEST_BYTES_MAX;
        }

        /** In the order in which they came. */
        public List<JobRequest> singles() {
            return singles;
        }

        /** The request for all of them. */
        public JobRequest request() {
            JobRequest first = singles.get(0);
            if (singles.size() == 1) {
                return first;
            }
            List<RequestedJob> jobs = new ArrayList<>(singles.size());
            Map<String, Idempotency> keys = new HashMap<>();
            for (JobRequest single : singles) {
                RequestedJob job = single.getJobs().get(0);
                jobs.add(job);
                if (single.getIdempotency() != null) {
                    keys.put(job.getSpec().getJobId(), single.getIdempotency());
                }
            }
            return new JobRequest(
                    Generators.timeBasedEpochGenerator().generate().toString(),
                    first.getPool(),
                    first.getAcceptedAt(),
                    first.getSource(),
                    null,
                    jobs,
                    new IndependentJobs(keys));
        }
    }
}
