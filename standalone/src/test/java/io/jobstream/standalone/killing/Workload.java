// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What is asked of Jobstream: jobs that sleep up to two seconds and end with a known status, every fourth or so in a
 * pipeline of three, the later of which need the earlier.
 *
 * @param exitStatuses what each job's script ends with, by the job's name
 */
record Workload(List<Submission> submissions, Map<String, Integer> exitStatuses) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One request of the HTTP interface. */
    record Submission(String path, String key, String body, int jobs) {}

    static Workload of(RandomGenerator random, int jobs, Evidence evidence) {
        List<Submission> submissions = new ArrayList<>();
        Map<String, Integer> statuses = new LinkedHashMap<>();
        while (statuses.size() < jobs) {
            boolean pipeline = jobs - statuses.size() >= 3 && random.nextInt(6) == 0;
            ObjectNode body = pipeline
                    ? pipeline(random, evidence, statuses)
                    : job(random, evidence, statuses).put("repository", "acme/single");
            submissions.add(new Submission(
                    pipeline ? "/v1/pipelines" : "/v1/jobs",
                    "key-" + submissions.size(),
                    body.toString(),
                    pipeline ? 3 : 1));
        }
        return new Workload(submissions, statuses);
    }

    private static ObjectNode pipeline(RandomGenerator random, Evidence evidence, Map<String, Integer> statuses) {
        ObjectNode body = JSON.createObjectNode().put("repository", "acme/pipeline");
        ArrayNode jobs = body.putArray("jobs");
        List<String> earlier = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ObjectNode job = job(random, evidence, statuses);
            ArrayNode needs = job.putArray("needs");
            earlier.stream().filter(name -> random.nextInt(3) > 0).forEach(needs::add);
            earlier.add(job.get("name").asText());
            jobs.add(job);
        }
        return body;
    }

    private static ObjectNode job(RandomGenerator random, Evidence evidence, Map<String, Integer> statuses) {
        String name = "job-" + statuses.size();
        int status = random.nextInt(5) == 0 ? 1 + random.nextInt(100) : 0;
        double seconds = random.nextInt(4) == 0 ? 0 : random.nextInt(200) / 100.0;
        statuses.put(name, status);
        return JSON.createObjectNode()
                .put("name", name)
                .put("maxAttempts", 10)
                .put("priority", random.nextInt(10))
                .put("script", evidence.script(name, seconds, status));
    }
}
