// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobWork;
import io.jobstream.traces.JobTrace;
import io.jobstream.traces.TraceCarriers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a job's processes find in their environment: of the runner's own only what names the machine and its user. */
final class JobEnvironment {
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "JAVA_HOME");

    private JobEnvironment() {}

    /** The job's own settings give way to the runner's marks, which watchdog and fencing rest on. */
    static Map<String, String> of(
            AttemptId id, JobSpec spec, JobWork work, String sessionId, AttemptDirectory directory) {
        Map<String, String> environment = new TreeMap<>();
        Map<String, String> own = System.getenv();
        INHERITED.stream().filter(own::containsKey).forEach(name -> environment.put(name, own.get(name)));
        environment.put("CI", "true");
        environment.put("TMPDIR", directory.temporary().toString());
        environment.putAll(TraceCarriers.environment(JobTrace.of(spec).attempt(id.attempt())));
        environment.putAll(work.getEnvironment());
        environment.put("JOBSTREAM", "true");
        environment.put("JOBSTREAM_ATTEMPT", id.toString());
        environment.put("JOBSTREAM_SESSION", sessionId);
        environment.put("JOBSTREAM_JOB_ID", id.jobId());
        environment.put("JOBSTREAM_JOB_NAME", spec.getName());
        environment.put("JOBSTREAM_TENANT", spec.getTenant());
        environment.put("JOBSTREAM_REPOSITORY", spec.getRepository());
        environment.put("JOBSTREAM_BRANCH", spec.getBranch());
        environment.put("JOBSTREAM_COMMIT", spec.getCommit());
        Call call = spec.getCall();
        environment.put("JOBSTREAM_REQUEST_ID", call == null ? "" : call.getRequestId());
        environment.put("JOBSTREAM_WORKSPACE", directory.workspace().toString());
        return environment;
    }
}
