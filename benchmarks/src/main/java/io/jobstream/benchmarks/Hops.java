// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.clients.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Sends small records into one topic at a rate, and takes the time at which each comes out of another. */
final class Hops {
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final KafkaConnection connection;
    private final String in;
    private final List<TopicPartition> out;

    Hops(KafkaConnection connection, String in, List<TopicPartition> out) {
        this.connection = connection;
        this.in = in;
        this.out = out;
    }

    Latencies measure(OpenLoop loop) throws InterruptedException {
        Latencies latencies = new Latencies();
        InFlight inFlight = new InFlight(latencies);
        CountDownLatch ready = new CountDownLatch(1);
        Consumer<byte[], byte[]> consumer = connection.consumer("hops-reader");
        Thread reader = new Thread(() -> read(consumer, inFlight, ready), "hops-reader");
        reader.start();
        ready.await();
        try (Producer<String, byte[]> producer = connection.producer("hops-writer")) {
            loop.run((intended, counts) -> send(producer, inFlight, intended, counts));
            TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
        } finally {
            consumer.wakeup();
            reader.join();
        }
        return latencies;
    }

    private void send(Producer<String, byte[]> producer, InFlight inFlight, long intended, boolean counts) {
        String id = UUID.randomUUID().toString();
        var unused = producer.send(new ProducerRecord<>(in, 0, id, new byte[300]), (metadata, problem) -> {
            if (problem != null) {
                throw new IllegalStateException(problem);
            }
            if (counts) {
                inFlight.durable(id, intended, System.nanoTime());
            }
        });
    }

    private void read(Consumer<byte[], byte[]> consumer, InFlight inFlight, CountDownLatch ready) {
        try (consumer) {
            consumer.assign(out);
            consumer.seekToEnd(out);
            out.forEach(consumer::position);
            ready.countDown();
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> {
                    long now = System.nanoTime();
                    inFlight.arrived(new String(record.key(), StandardCharsets.UTF_8), now);
                });
            }
        } catch (WakeupException e) {
            // The end of the measurement.
        }
    }
}
