// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.producers;

import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.health.Health;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.producers.Producers.Enrolment;
import io.jobstream.schemas.Producer;
import io.jobstream.signatures.EnrolledProducer;
import io.jobstream.signatures.SigningKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs with the gateway's own key. The key is enrolled at the first start, and signs nothing before the scheduler has
 * it in every partition: nothing that is accepted here may be refused there.
 */
public final class GatewaySigner implements RequestSigner, AutoCloseable {
    /** What the ids of gateways' own keys begin with; nobody else's may. */
    public static final String ID_PREFIX = "gateway-";

    private static final Logger log = LoggerFactory.getLogger(GatewaySigner.class);
    private static final String ENROLLED_BY = "gateway";
    private static final int ID_BYTES = 8;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final long ASK_MILLIS = 50;
    private static final long FAILED_MILLIS = 500;

    private final SigningKey key;
    private final String producerId;
    private final Producers producers;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::enrol, "ingest-signer");
    private final AtomicReference<State> state = new AtomicReference<>(State.ENROLLING);

    private enum State {
        ENROLLING,
        SIGNING,
        REVOKED
    }

    public GatewaySigner(SigningKey key, Producers producers, Clock clock) {
        this.key = key;
        this.producerId = idOf(key);
        this.producers = producers;
        this.clock = clock;
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** What a gateway with this key is called: another key, another name. */
    public static String idOf(SigningKey key) {
        return ID_PREFIX + HexFormat.of().formatHex(key.verificationKey().bytes(), 0, ID_BYTES);
    }

    @Override
    public void sign(ProducerRecord<String, byte[]> record) {
        if (state.get() != State.SIGNING) {
            throw ProblemException.unavailable(
                    String.join("; ", health().problems()) + "; nothing was accepted", RETRY_AFTER);
        }
        key.sign(record, producerId);
    }

    public Health health() {
        return switch (Objects.requireNonNull(state.get())) {
            case SIGNING -> Health.READY;
            case ENROLLING -> Health.notReady("ingest waits until the scheduler knows its key " + producerId);
            case REVOKED ->
                Health.notReady("ingest's key " + producerId + " is revoked: give it another with --signing-key");
        };
    }

    /** Someone said this of a producer, which may be this one. */
    public void heard(EnrolledProducer producer) {
        if (producer.revoked()
                && producer.producerId().equals(producerId)
                && state.getAndSet(State.REVOKED) != State.REVOKED) {
            log.atError().addKeyValue("producerId", producerId).log("This gateway's key is revoked");
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enrol() {
        @Nullable Enrolment enrolment = null;
        while (state.get() == State.ENROLLING) {
            long pause = ASK_MILLIS;
            try {
                enrolment = enrolment == null ? enrolled() : enrolment;
                if (producers.counts(enrolment) && state.compareAndSet(State.ENROLLING, State.SIGNING)) {
                    log.atInfo().addKeyValue("producerId", producerId).log("Signs what it accepts");
                    return;
                }
            } catch (KafkaException | ProblemException | CompletionException | RegistryUnavailableException e) {
                pause = FAILED_MILLIS;
                enrolment = null;
                log.atWarn().addKeyValue("reason", e.toString()).log("The gateway's key is not enrolled yet");
            }
            if (stops(pause)) {
                return;
            }
        }
    }

    /** As it is in the log; written there where it is missing. */
    private Enrolment enrolled() {
        Enrolment found = producers.read().get(producerId);
        if (found != null && found.producer().getRevokedAt() != null) {
            heard(EnrolledProducer.of(found.producer()));
            return found;
        }
        if (found != null && producers.isComplete(found)) {
            return found;
        }
        return producers
                .write(Producer.newBuilder()
                        .setProducerId(producerId)
                        .setPublicKey(ByteBuffer.wrap(key.verificationKey().bytes()))
                        .setTenant(EnrolledProducer.ANY_TENANT)
                        .setPools(List.of())
                        .setEnrolledAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .setEnrolledBy(ENROLLED_BY)
                        .build())
                .join();
    }

    private boolean stops(long millis) {
        try {
            return stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
