// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.config.RoutesConfig;
import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.audit.trail.AuditTrail;
import io.jobstream.http.Endpoints;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Authenticator;
import io.jobstream.http.access.Caller;
import io.jobstream.http.access.Exempt;
import io.jobstream.http.access.Gate;
import io.jobstream.http.access.Identity;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Rate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.schemas.AuditOutcome;
import io.jobstream.schemas.AuditPhase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestAuditTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final RateLimits.Rates RATES = new RateLimits.Rates(new Rate(1_000, 1_000), new Rate(1_000, 1_000));

    private final Trail trail = new Trail();
    private final Things things = new Things();
    private final HttpServer server = HttpServer.start(
            HttpConfig.onLoopback(0),
            Gate.guarding(List.of(new Words()), new RateLimits(RATES)).recordedIn(trail),
            List.of(things));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aChangeIsRecordedWithWhoWhatAndWhatBecameOfIt() throws Exception {
        HttpResponse<String> answer = send("POST", "/v1/things/acme", "writer", "X-Request-Id", "r-1");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(trail.events()).hasSize(2);
        AuditEvent asked = trail.events().get(0);
        AuditEvent answered = trail.events().get(1);
        assertThat(asked.getPhase()).isEqualTo(AuditPhase.ASKED);
        assertThat(asked.getStatus()).isNull();
        assertThat(answered.getPhase()).isEqualTo(AuditPhase.ANSWERED);
        assertThat(answered.getStatus()).isEqualTo(202);
        assertThat(answered.getTenant()).isEqualTo("acme");
        for (AuditEvent each : trail.events()) {
            assertThat(each.getRequestId()).isEqualTo("r-1");
            assertThat(each.getMethod()).isEqualTo("POST");
            assertThat(each.getRoute()).isEqualTo("/v1/things/{tenant}");
            assertThat(each.getTarget()).isEqualTo("acme");
            assertThat(each.getOutcome()).isEqualTo(AuditOutcome.ALLOWED);
        }
        assertThat(trail.subjects()).containsOnly("test:writer");
        assertThat(trail.written.get(0).who().address()).isEqualTo("127.0.0.1");
    }

    @Test
    void aChangeIsNotAnsweredBeforeItsRecordIsDurable() throws Exception {
        trail.holding = true;

        CompletableFuture<HttpResponse<String>> answer = sending("POST", "/v1/things/acme", "writer");
        trail.awaitWritten(2);

        // Done side by side, and told when both are.
        assertThat(things.done).containsExactly("POST acme");
        assertThat(answer).isNotDone();
        trail.release();
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void aChangeThatCannotBeRecordedIsNotAcknowledged() throws Exception {
        trail.failing = true;

        HttpResponse<String> answer = send("POST", "/v1/things/acme", "writer");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("audit").doesNotContain("made");
    }

    @Test
    void whatIsProtectedIsNotShownUnlessThatIsRecorded() throws Exception {
        assertThat(send("GET", "/v1/logs/acme", "writer").statusCode()).isEqualTo(200);
        assertThat(trail.events())
                .extracting(AuditEvent::getPhase)
                .containsExactly(AuditPhase.ASKED, AuditPhase.ANSWERED);

        trail.failing = true;

        assertThat(send("GET", "/v1/logs/acme", "writer").statusCode()).isEqualTo(503);
        assertThat(things.done).containsExactly("GET acme");
    }

    @Test
    void whatEveryCallerMayReadIsNotRecorded() throws Exception {
        assertThat(send("GET", "/v1/things/acme", "writer").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/healthz", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/session", "writer").statusCode()).isEqualTo(200);

        assertThat(trail.events()).isEmpty();
    }

    @Test
    void refusalsAreRecordedWithTheirReasonAnywhere() throws Exception {
        assertThat(send("POST", "/v1/things/acme", "reader").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/v1/things/other", "writer").statusCode()).isEqualTo(403);
        assertThat(send("GET", "/v1/things/acme", "nobody").statusCode()).isEqualTo(401);
        assertThat(send("POST", "/v1/things/acme", "writer", "Origin", "http://elsewhere.example")
                        .statusCode())
                .isEqualTo(403);

        assertThat(trail.events())
                .extracting(AuditEvent::getOutcome)
                .containsExactly(
                        AuditOutcome.SCOPE_MISSING,
                        AuditOutcome.ALLOWED,
                        AuditOutcome.OTHER_TENANT,
                        AuditOutcome.UNAUTHENTICATED,
                        AuditOutcome.FOREIGN_PAGE);
        assertThat(trail.events()).extracting(AuditEvent::getStatus).containsExactly(403, null, 403, 401, 403);
        assertThat(trail.subjects().get(0)).isEqualTo("test:reader");
        assertThat(trail.subjects().get(3)).startsWith("strangers:");
    }

    @Test
    void refusalsAreAnsweredEvenWhenTheyCannotBeRecorded() throws Exception {
        trail.failing = true;

        assertThat(send("POST", "/v1/things/acme", "nobody").statusCode()).isEqualTo(401);
        assertThat(send("POST", "/v1/things/acme", "reader").statusCode()).isEqualTo(403);
    }

    @Test
    void aFloodOfStrangersIsCountedAndNotTold() throws Exception {
        int count = 60;
        for (int i = 0; i < count; i++) {
            assertThat(send("POST", "/v1/things/acme", "nobody").statusCode()).isEqualTo(401);
        }
        server.close();

        assertThat(trail.events().stream().mapToInt(AuditEvent::getCount).sum()).isEqualTo(count);
        assertThat(trail.events().size()).isLessThan(count);
        assertThat(trail.events()).extracting(AuditEvent::getOutcome).containsOnly(AuditOutcome.UNAUTHENTICATED);
    }

    @Test
    void aRouteThatChecksItsSendersIsRecordedWithoutDoingAnything() throws Exception {
        assertThat(send("POST", "/v1/signed", "").statusCode()).isEqualTo(202);
        assertThat(send("POST", "/v1/signed?bad=1", "").statusCode()).isEqualTo(403);

        assertThat(trail.events())
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.ALLOWED, AuditOutcome.UNAUTHENTICATED);
        assertThat(trail.subjects().get(0)).isEqualTo("signed:/v1/signed");

        trail.failing = true;
        assertThat(send("POST", "/v1/signed", "").statusCode()).isEqualTo(503);
    }

    @Test
    void signingInAndOutIsRecorded() throws Exception {
        HttpResponse<String> in = send("POST", "/v1/session", "", "", "{\"token\": \"writer\"}");
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        HttpResponse<String> out =
                send("DELETE", "/v1/session", "", "Cookie", cookie.substring(0, cookie.indexOf(';')));

        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(trail.events())
                .extracting(each -> each.getMethod() + " " + each.getPhase())
                .containsExactly("POST ASKED", "POST ANSWERED", "DELETE ASKED", "DELETE ANSWERED");
        assertThat(trail.subjects()).containsOnly("test:writer");
        assertThat(send("POST", "/v1/session", "", "", "{\"token\": \"nobody\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(trail.events().get(4).getOutcome()).isEqualTo(AuditOutcome.UNAUTHENTICATED);
    }

    @Test
    void noRecordHasABodyAQueryOrACredential() throws Exception {
        send("POST", "/v1/things/acme?secret=in-query", "writer", "", "secret in body");
        send("POST", "/v1/things/acme", "jsk_secret-credential");
        send("POST", "/v1/session", "", "", "{\"token\": \"jsk_secret-credential\"}");

        assertThat(trail.written.toString()).doesNotContain("secret");
        assertThat(trail.events()).isNotEmpty();
    }

    @Test
    void findsWhatAPathIsAbout() {
        assertThat(Account.parameters("/v1/jobs/{id}/cancel", "/v1/jobs/x/cancel"))
                .isEqualTo("x");
        assertThat(Account.parameters("/v1/jobs", "/v1/jobs")).isNull();
        assertThat(Account.parameters("none", "/whatever/a")).isNull();
    }

    @Test
    void ofMoreAddressesThanASecondHoldsTheRestCountsAsOne() {
        RefusalCounts counts = new RefusalCounts((address, outcome, count) -> trail.counted.add(address + " " + count));
        int told = 0;
        for (int i = 0; i < 5_000; i++) {
            told += counts.first("address-" + i, AuditOutcome.UNAUTHENTICATED) ? 1 : 0;
        }
        counts.close();

        assertThat(told).isEqualTo(1_001);
        assertThat(trail.counted).containsExactly("many 3999");
    }

    private HttpResponse<String> send(String method, String path, String token, String... more) throws Exception {
        return sending(method, path, token, more).get(10, TimeUnit.SECONDS);
    }

    /** {@code more}: a header and its value; with an empty header the value is the body. */
    private CompletableFuture<HttpResponse<String>> sending(String method, String path, String token, String... more) {
        boolean body = more.length == 2 && more[0].isEmpty();
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path))
                .setHeader("Content-Type", "application/json")
                .method(method, body ? BodyPublishers.ofString(more[1]) : BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        if (more.length == 2 && !body) {
            request.setHeader(more[0], more[1]);
        }
        if (more.length == 2 && more[0].equals("Cookie")) {
            request.setHeader("Origin", server.uri().toString());
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private record Written(AuditEvent event, PersonalData who) {}

    /** Keeps what is written in memory, and says when that is durable. */
    private static final class Trail implements AuditTrail {
        final List<Written> written = new CopyOnWriteArrayList<>();
        final List<String> counted = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Void>> held = new CopyOnWriteArrayList<>();
        private final Semaphore count = new Semaphore(0);
        volatile boolean holding;
        volatile boolean failing;

        @Override
        public CompletableFuture<Void> append(AuditEvent.Builder event, @Nullable PersonalData who) {
            if (failing) {
                return CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"));
            }
            written.add(new Written(event.setActor("pseudonym").build(), Objects.requireNonNull(who)));
            CompletableFuture<Void> durable = new CompletableFuture<>();
            if (holding) {
                held.add(durable);
            } else {
                durable.complete(null);
            }
            count.release();
            return durable;
        }

        List<AuditEvent> events() {
            return written.stream().map(Written::event).toList();
        }

        List<String> subjects() {
            return written.stream().map(each -> each.who().subject()).toList();
        }

        void awaitWritten(int events) throws InterruptedException {
            assertThat(count.tryAcquire(events, 10, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            held.forEach(each -> each.complete(null));
        }
    }

    /** Credentials are the words of the callers that they are of. */
    private static final class Words implements Authenticator {
        @Override
        public boolean takes(String credential) {
            return true;
        }

        @Override
        public Optional<Identity> identify(String credential) {
            Set<Scope> scopes = credential.equals("writer")
                    ? Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.LOGS_READ)
                    : Set.of(Scope.JOBS_READ);
            return credential.equals("writer") || credential.equals("reader")
                    ? Optional.of(new Identity(
                            new Caller("test:" + credential, Tenants.of(List.of("acme")), scopes), () -> true))
                    : Optional.empty();
        }
    }

    private static final class Things implements Endpoints {
        final List<String> done = new CopyOnWriteArrayList<>();

        @Override
        public void addTo(RoutesConfig routes) {
            routes.get("/v1/things/{tenant}", ctx -> ctx.result("things"), Scope.JOBS_READ);
            routes.get(
                    "/v1/logs/{tenant}",
                    ctx -> {
                        done.add("GET " + ctx.pathParam("tenant"));
                        ctx.result("log");
                    },
                    Scope.LOGS_READ);
            routes.post(
                    "/v1/things/{tenant}",
                    ctx -> {
                        Permit.of(ctx).requireTenant(ctx.pathParam("tenant"));
                        done.add("POST " + ctx.pathParam("tenant"));
                        ctx.status(202).result("made");
                    },
                    Scope.JOBS_WRITE);
            routes.post(
                    "/v1/signed",
                    ctx -> {
                        if (ctx.queryParam("bad") != null) {
                            throw new ProblemException(403, "Forbidden", "The signature is wrong");
                        }
                        ctx.status(202).result("taken");
                    },
                    Exempt.SIGNED);
        }
    }
}
