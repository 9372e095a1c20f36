// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.notifier.delivery.Notifications;
import io.jobstream.notifier.delivery.RetryPolicy;
import io.jobstream.notifier.receivers.Filter;
import io.jobstream.notifier.receivers.Receiver;
import io.jobstream.notifier.receivers.Secret;
import io.jobstream.schemas.Delivery;
import io.jobstream.schemas.DeliveryState;
import io.jobstream.schemas.Notification;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Each test notifies of a repository of its own, which its receivers filter by. */
@OnCluster
@SuppressWarnings("try") // Notifiers and receivers are there to run beside the test.
class NotifierIT {
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RetryPolicy QUICK = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(400));
    private final TestCluster cluster;
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final String repository;

    NotifierIT(TestCluster cluster, TestInfo test) {
        this.cluster = cluster;
        codec = AvroCodec.of(cluster.connection());
        producer = cluster.connection().producer("test");
        repository = "acme/" + test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void disconnect() throws IOException {
        producer.close();
        codec.close();
    }

    @Test
    void tellsEachReceiverOnce() throws Exception {
        try (ReceiverServer chat = new ReceiverServer();
                ReceiverServer hook = new ReceiverServer();
                Notifier notifier = start(slack("once-chat", chat), webhook("once-hook", hook))) {
            send(notification("once-1"));
            send(notification("once-2"));

            awaitDelivery("once-1/once-chat", DeliveryState.DELIVERED);
            awaitDelivery("once-2/once-chat", DeliveryState.DELIVERED);
            awaitDelivery("once-1/once-hook", DeliveryState.DELIVERED);
            awaitDelivery("once-2/once-hook", DeliveryState.DELIVERED);
            assertThat(chat.posts()).hasSize(2);
            assertThat(hook.posts()).hasSize(2);
            for (ReceiverServer.Post post : hook.posts()) {
                new Webhook(KEY).verify(post.body(), post.headers());
            }
            assertThat(notifier.health().ready()).isTrue();
        }
    }

    @Test
    void triesAgainUnderTheSameId() throws Exception {
        try (ReceiverServer hook = new ReceiverServer(ReceiverServer.Answer.of(500), ReceiverServer.Answer.of(503));
                Notifier notifier = start(webhook("again", hook))) {
            send(notification("again-1"));

            Delivery delivery = awaitDelivery("again-1/again", DeliveryState.DELIVERED);

            assertThat(delivery.getAttempts()).isEqualTo(3);
            assertThat(hook.posts())
                    .hasSize(3)
                    .allSatisfy(post ->
                            assertThat(post.headers().getFirst("webhook-id")).isEqualTo("again-1/again"));
        }
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() throws Exception {
        ReceiverServer.Answer later = new ReceiverServer.Answer(429, Optional.of("2"));
        try (ReceiverServer chat = new ReceiverServer(later);
                Notifier notifier = start(slack("patient", chat))) {
            send(notification("patient-1"));

            awaitDelivery("patient-1/patient", DeliveryState.DELIVERED);

            long waited = chat.posts().get(1).nanoTime() - chat.posts().get(0).nanoTime();
            assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void aReceiverThatSaysNoIsNotAskedAgain() throws Exception {
        try (ReceiverServer chat = new ReceiverServer(ReceiverServer.Answer.of(404));
                Notifier notifier = start(slack("gone", chat))) {
            send(notification("gone-1"));
            send(notification("gone-2"));

            Delivery refused = awaitDelivery("gone-1/gone", DeliveryState.FAILED);
            awaitDelivery("gone-2/gone", DeliveryState.DELIVERED);

            assertThat(refused.getMessage()).isEqualTo("refused: HTTP 404");
            assertThat(chat.posts()).hasSize(2);
        }
    }

    @Test
    void aReceiverThatIsDownHoldsUpNobodyAndIsGivenUp() throws Exception {
        ReceiverServer gone = new ReceiverServer();
        gone.close();
        try (ReceiverServer chat = new ReceiverServer();
                Notifier notifier = start(slack("down", gone), slack("up", chat))) {
            send(notification("down-1"));
            send(notification("down-2"));

            awaitDelivery("down-2/up", DeliveryState.DELIVERED);
            Delivery given = awaitDelivery("down-1/down", DeliveryState.FAILED);

            assertThat(given.getAttempts()).isEqualTo(4);
            assertThat(given.getMessage()).isEqualTo("given up after 4 attempts: could not connect");
        }
    }

    @Test
    void aRestartRepeatsNothingAndForgetsNothing() throws Exception {
        RetryPolicy slow = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(2));
        try (ReceiverServer chat = new ReceiverServer(ReceiverServer.Answer.of(500))) {
            Receiver receiver = slack("restart", chat);
            // The first one is pending when the notifier stops; the second one is delivered behind it.
            try (Notifier first = start(slow, receiver)) {
                send(notification("restart-1"));
                awaitDelivery("restart-1/restart", DeliveryState.PENDING);
                send(notification("restart-2"));
                awaitDelivery("restart-2/restart", DeliveryState.DELIVERED);
            }
            int before = chat.posts().size();
            send(notification("restart-3"));

            try (Notifier second = start(slow, receiver)) {
                Delivery delivery = awaitDelivery("restart-1/restart", DeliveryState.DELIVERED);
                awaitDelivery("restart-3/restart", DeliveryState.DELIVERED);

                assertThat(delivery.getAttempts()).isGreaterThanOrEqualTo(2);
                assertThat(chat.posts()).hasSize(4);
                assertThat(before).isGreaterThanOrEqualTo(2);
                assertThat(chat.posts())
                        .filteredOn(post -> post.body().contains("job-restart-2"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void bytesThatAreNoNotificationStopNothing() throws Exception {
        try (ReceiverServer chat = new ReceiverServer();
                Notifier notifier = start(slack("garbled", chat))) {
            producer.send(new ProducerRecord<>(
                            Topics.NOTIFICATIONS.name(), "incident-of-garbled-1", new byte[] {1, 2, 3}))
                    .get();
            send(notification("garbled-1"));

            awaitDelivery("garbled-1/garbled", DeliveryState.DELIVERED);
        }
    }

    private Notifier start(Receiver... receivers) {
        return start(QUICK, receivers);
    }

    private Notifier start(RetryPolicy retry, Receiver... receivers) {
        NotifierConfig config = new NotifierConfig(Optional.empty(), List.of(receivers), retry, Optional.empty());
        return Notifier.start(config, cluster.connection(), cluster.partitions());
    }

    private Receiver slack(String name, ReceiverServer server) {
        return new Receiver(name, Receiver.Type.SLACK, server.url(), Optional.empty(), mine());
    }

    private Receiver webhook(String name, ReceiverServer server) {
        return new Receiver(name, Receiver.Type.WEBHOOK, server.url(), Optional.of(new Secret(KEY)), mine());
    }

    private Filter mine() {
        return new Filter(List.of(repository), List.of(), Set.of());
    }

    private Notification notification(String id) {
        return Notification.newBuilder(Notifications.failed(id))
                .setRepository(repository)
                .build();
    }

    private void send(Notification notification) throws Exception {
        byte[] value = codec.encode(Topics.NOTIFICATIONS, notification);
        producer.send(new ProducerRecord<>(Topics.NOTIFICATIONS.name(), notification.getIncidentId(), value))
                .get();
    }

    /** The newest record of a delivery, once it is in this state. */
    private Delivery awaitDelivery(String key, DeliveryState state) {
        try (Consumer<byte[], byte[]> consumer = cluster.connection().consumer("test")) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < cluster.partitions().count(); i++) {
                partitions.add(new TopicPartition(Topics.NOTIFICATION_DELIVERIES.name(), i));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<Delivery> found = new ArrayList<>();
            Instant deadline = Instant.now().plus(PATIENCE);
            await().atMost(PATIENCE.plusSeconds(1)).until(() -> {
                assertThat(Instant.now()).as("%s becomes %s", key, state).isBefore(deadline);
                consumer.poll(Duration.ofMillis(50)).forEach(record -> {
                    Delivery delivery = codec.decode(Topics.NOTIFICATION_DELIVERIES, record.value());
                    if (key.equals(delivery.getNotificationId() + "/" + delivery.getReceiver())
                            && delivery.getState() == state) {
                        found.add(delivery);
                    }
                });
                return !found.isEmpty();
            });
            return found.get(found.size() - 1);
        }
    }
}
