// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.jobstream.schemas.TenantPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final Duration LENGTH = Duration.ofMinutes(10);

    @Test
    void sendAsMuchTheFirstAsAllOthersTogether() {
        Random random = new Random(1);

        Map<String, Long> jobs =
                Stream.generate(() -> Tenants.draw(random)).limit(6_000).collect(groupingBy(identity(), counting()));

        assertThat(jobs).containsOnlyKeys(Tenants.NAMES);
        assertThat(jobs.get("large")).isBetween(2_800L, 3_200L);
        assertThat(jobs.get("small-3")).isBetween(900L, 1_100L);
    }

    @Test
    void changeInTheSameWayForTheSameSeedAndInAnotherForAnother() {
        assertThat(plan(7)).isEqualTo(plan(7));
        assertThat(plan(7)).isNotEqualTo(plan(8));
    }

    @Test
    void areLimitedNowAndThen() {
        List<TenantPolicy> policies =
                plan(1).stream().map(Tenants.Change::policy).toList();

        assertThat(policies).extracting(TenantPolicy::getTenant).containsAll(Tenants.NAMES);
        assertThat(policies).extracting(TenantPolicy::getWeight).contains(1, 2, 3, 4);
        assertThat(policies).extracting(TenantPolicy::getSlotsMax).contains(null, 0, 1, 2);
        assertThat(policies).extracting(TenantPolicy::getQueuedMax).contains(null, 0, 1, 2, 3);
        assertThat(plan(1))
                .hasSizeBetween(90, 150)
                .allSatisfy(change -> assertThat(change.at()).isLessThan(LENGTH));
    }

    @Test
    void haveTheirDefaultsInTheEndHoweverLateTheGatewayAnswers() throws Exception {
        List<String> taken = new CopyOnWriteArrayList<>();
        List<Integer> answers = new CopyOnWriteArrayList<>(List.of(503, 503));
        HttpServer server = server(taken, answers);
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        try (Gateway gateway =
                new Gateway(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            Tenants tenants = new Tenants(gateway, clock);

            tenants.change(List.of(new Tenants.Change(Duration.ZERO, new TenantPolicy("large", 3, 0, null))));
            await().until(() -> !taken.isEmpty());
            tenants.end();

            String path = "/v1/tenants/large/policy ";
            await().untilAsserted(() -> assertThat(taken.stream().filter(each -> each.startsWith(path)))
                    .startsWith(
                            path + "{\"weight\":3,\"slotsMax\":0}",
                            path + "{\"weight\":3,\"slotsMax\":0}",
                            path + "{\"weight\":1}"));
            assertThat(tenants.changes()).isEqualTo(1);
            assertThat(gateway.repeated()).isEqualTo(2);
        } finally {
            clock.shutdownNow();
            server.stop(0);
        }
    }

    private static HttpServer server(List<String> taken, List<Integer> answers) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            taken.add(exchange.getRequestURI() + " " + body);
            exchange.sendResponseHeaders(answers.isEmpty() ? 202 : answers.remove(0), -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static List<Tenants.Change> plan(long seed) {
        return Tenants.plan(new Random(seed), LENGTH);
    }
}
