// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Sends jobs of several tenants at a rate, whatever happens: short and long ones, some that fail and some of these that
 * are tried again, some that need others, some that are cancelled; and changes the tenants' policies under way. What is
 * not answered with 202 is sent again, jobs under their key, until it is.
 */
final class Load implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of so many submissions one is a pipeline of three, and of so many jobs one is cancelled, or fails. */
    private static final int PIPELINE_OF = 12;

    private static final int CANCELLED_OF = 20;
    private static final int FAILS_OF = 8;
    private static final int LONG_OF = 10;

    /** Of so many jobs that fail one is tried again after its exit status. */
    private static final int RETRIED_OF = 3;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "chaos-load");
        thread.setDaemon(true);
        return thread;
    });
    private final Gateway gateway;
    private final Tenants tenants;
    private final Backlog backlog;
    private final List<String> pools;
    private final Evidence evidence;
    private final RandomGenerator random;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private int next;
    private boolean ended;

    Load(URI server, List<String> pools, Evidence evidence, RandomGenerator random) {
        this.gateway = new Gateway(server);
        this.tenants = new Tenants(gateway, clock);
        this.backlog = new Backlog(gateway);
        this.pools = pools;
        this.evidence = evidence;
        this.random = random;
    }

    /** Begins; two jobs are {@code 1 / rate} s apart on average. */
    void start(double rate) {
        // A pipeline counts for three.
        double submissions = rate * PIPELINE_OF / (PIPELINE_OF + 2);
        long micros = Math.max(1, (long) (1e6 / submissions));
        var unused = clock.scheduleAtFixedRate(this::one, 0, micros, TimeUnit.MICROSECONDS);
    }

    /** Sends jobs that wait, and give up {@code after} they were accepted; completes when all are. */
    CompletableFuture<Void> backlog(int count, Duration after) {
        return backlog.send(count, pools, after);
    }

    /** Ids of the jobs that wait until they give up. */
    Set<String> inBacklog() {
        return backlog.accepted();
    }

    /** Begins to change policies as well. */
    void change(List<Tenants.Change> policies) {
        tenants.change(policies);
    }

    /** Sends nothing new, and gives every tenant its default again; what was not accepted yet is still repeated. */
    synchronized void end() {
        ended = true;
        tenants.end();
    }

    /** Submissions whose answer is still awaited. */
    int open() {
        return open.get();
    }

    /** How often an answer was not 202, or none. */
    int repeated() {
        return gateway.repeated();
    }

    /** Changes of policies that were accepted, without those at the end. */
    int policyChanges() {
        return tenants.changes();
    }

    /** Ids of the jobs that were accepted. */
    Set<String> accepted() {
        gateway.requireNothingRefused();
        return Set.copyOf(accepted);
    }

    @Override
    public void close() {
        gateway.close();
        clock.shutdownNow();
    }

    private synchronized void one() {
        if (ended) {
            return;
        }
        int number = next++;
        boolean pipeline = random.nextInt(PIPELINE_OF) == 0;
        ObjectNode body = pipeline ? pipeline(number) : job("job-" + number);
        body.put("pool", pools.get(number % pools.size())).put("tenant", Tenants.draw(random));
        boolean cancel = random.nextInt(CANCELLED_OF) == 0;
        int cancelAfterMillis = cancel ? random.nextInt(1_500) : -1;
        HttpRequest submission =
                gateway.post(pipeline ? "/v1/pipelines" : "/v1/jobs", "chaos-" + number, body.toString());
        open.incrementAndGet();
        var unused = gateway.send(submission).thenAccept(answer -> {
            accepted(answer, cancelAfterMillis);
            open.decrementAndGet();
        });
    }

    private ObjectNode pipeline(int number) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode jobs = body.putArray("jobs");
        for (int i = 0; i < 3; i++) {
            ObjectNode job = job("job-" + number + "-" + i);
            if (i > 0) {
                job.putArray("needs").add("job-" + number + "-" + (i - 1));
            }
            jobs.add(job);
        }
        return body;
    }

    private ObjectNode job(String name) {
        double seconds = random.nextInt(LONG_OF) == 0 ? 2 + random.nextDouble() * 8 : random.nextDouble() * 0.8;
        int status = random.nextInt(FAILS_OF) == 0 ? 1 + random.nextInt(100) : 0;
        ObjectNode job = JSON.createObjectNode()
                .put("name", name)
                .put("maxAttempts", 10)
                .put("priority", random.nextInt(5))
                .put("script", evidence.script(name, seconds, status));
        if (status > 0 && random.nextInt(RETRIED_OF) == 0) {
            job.put("maxAttempts", 3);
            job.putObject("retry")
                    .put("backoff", "PT0.5S")
                    .putArray("exitCodes")
                    .add(status);
        }
        return job;
    }

    private void accepted(String answer, int cancelAfterMillis) {
        JsonNode root = parse(answer);
        Iterable<JsonNode> jobs = root.has("jobs") ? root.path("jobs") : List.of(root);
        for (JsonNode job : jobs) {
            String id = job.path("jobId").asText();
            accepted.add(id);
            if (cancelAfterMillis >= 0) {
                HttpRequest cancellation = gateway.post("/v1/jobs/" + id + "/cancel", "cancel-" + id, "{}");
                later(cancelAfterMillis, () -> gateway.sendOnce(cancellation));
            }
        }
    }

    private void later(long millis, Runnable task) {
        if (!clock.isShutdown()) {
            var unused = clock.schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }

    private static JsonNode parse(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
