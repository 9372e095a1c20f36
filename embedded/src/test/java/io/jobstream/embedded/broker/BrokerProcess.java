// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that runs a broker on the directory of its argument until it is killed. */
final class BrokerProcess {
    static final String SERVES = "serves ";

    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.keeping(Path.of(arguments[0]), 0));
        System.out.println(SERVES + kafka.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
