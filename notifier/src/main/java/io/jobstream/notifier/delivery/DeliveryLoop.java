// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.health.Health;
import io.jobstream.notifier.receivers.Receiver;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one receiver's session going: what breaks it is logged, shown as health, and tried again. */
public final class DeliveryLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofSeconds(4);

    private final Parts parts;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Health health = Health.READY;

    /** What a loop works with; the producer, the codec and the connection are shared. */
    public record Parts(
            Receiver receiver,
            Optional<URI> dashboard,
            RetryPolicy retry,
            KafkaConnection connection,
            AvroCodec codec,
            Producer<String, byte[]> producer) {}

    private DeliveryLoop(Parts parts) {
        this.parts = parts;
        this.thread = new Thread(this::run, "notifier-" + parts.receiver().name());
    }

    public static DeliveryLoop start(Parts parts) {
        DeliveryLoop loop = new DeliveryLoop(parts);
        loop.thread.start();
        return loop;
    }

    public Health health() {
        return health;
    }

    /** Ends after the attempt that is on its way, at the latest after four seconds. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSING.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(CLOSING.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                session();
                closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void session() throws InterruptedException {
        try (DeliverySession session = new DeliverySession(parts, Clock.systemUTC())) {
            while (!isClosed()) {
                session.step();
                health = Health.READY;
            }
        } catch (KafkaException | RegistryUnavailableException | IllegalStateException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            String name = parts.receiver().name();
            health = Health.notReady("notifications to " + name + " are held up: " + e.getMessage());
            log.atWarn()
                    .addKeyValue("receiver", name)
                    .setCause(e)
                    .log("Deliveries are held up; they go on when Kafka and the registry answer");
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
