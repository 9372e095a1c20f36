// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incarnation of a broker that ran before this one. Until the controller has fenced it, the metadata says that this
 * broker leads partitions, and takes that back soon after; a coordinator that completes a transaction in between leaves
 * partitions out (KAFKA-20734), and their readers wait for ever.
 */
final class EarlierIncarnation implements MetadataPublisher {
    private static final Logger log = LoggerFactory.getLogger(EarlierIncarnation.class);

    /** Longer than any session; a broker that starts all the same is better than none. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final int nodeId;
    private final CountDownLatch fenced = new CountDownLatch(1);

    private EarlierIncarnation(int nodeId) {
        this.nodeId = nodeId;
    }

    /** Returns when the metadata says that it is fenced or gone. */
    static void awaitFenced(int nodeId, MetadataLoader loader) {
        EarlierIncarnation earlier = new EarlierIncarnation(nodeId);
        var installed = loader.installPublishers(List.of(earlier));
        try {
            if (!earlier.fenced.await(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().addKeyValue("nodeId", nodeId).log("The controller does not fence the broker before");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            installed
                    .thenCompose(done -> loader.removeAndClosePublisher(earlier))
                    .join();
        }
    }

    @Override
    public String name() {
        return "EarlierIncarnation-" + nodeId;
    }

    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        BrokerRegistration registration = image.cluster().broker(nodeId);
        if (registration == null || registration.fenced()) {
            fenced.countDown();
        }
    }
}
