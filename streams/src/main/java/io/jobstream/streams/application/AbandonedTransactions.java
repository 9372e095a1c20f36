// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.clients.KafkaConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of copies that died within one. A store is restored to the end of its changelog, which a
 * transaction that is still open holds back until it times out. A copy that gives a store up commits first; so a
 * transaction that another has open on a store that is being restored here can never be committed.
 */
final class AbandonedTransactions implements StateRestoreListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AbandonedTransactions.class);
    private static final long TIMEOUT_SECONDS = 5;

    private final String applicationId;
    private final KafkaConnection connection;
    private final Set<TopicPartition> restoring = ConcurrentHashMap.newKeySet();
    private final Set<TopicPartition> unasked = ConcurrentHashMap.newKeySet();
    private final ExecutorService worker;

    AbandonedTransactions(String applicationId, KafkaConnection connection) {
        this.applicationId = applicationId;
        this.connection = connection;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, applicationId + "-abandoned-transactions");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long startingOffset, long endingOffset) {
        restoring.add(changelog);
        unasked.add(changelog);
        worker.execute(this::end);
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long endOffset, long restored) {
        // Nothing to do with transactions.
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long restored) {
        restoring.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long restored) {
        restoring.remove(changelog);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    /** For all stores that came since the last time. */
    private void end() {
        Set<TopicPartition> held = Set.copyOf(unasked);
        unasked.removeAll(held);
        if (held.isEmpty()) {
            return;
        }
        try (Admin admin = connection.admin(applicationId + "-abandoned-transactions")) {
            List<String> abandoned = open(admin).entrySet().stream()
                    // While a store is still being restored, this copy has written nothing to it.
                    .filter(open -> open.getValue().topicPartitions().stream()
                            .anyMatch(written -> held.contains(written) && restoring.contains(written)))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!abandoned.isEmpty()) {
                admin.fenceProducers(abandoned).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                log.atInfo().addKeyValue("transactions", abandoned).log("ended what a copy had left open");
            }
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("what a copy may have left open is waited out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The open transactions of all copies of this application. */
    private Map<String, TransactionDescription> open(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        // Kafka Streams names a producer by its application, process and thread.
        Collection<TransactionListing> listed = admin.listTransactions(new ListTransactionsOptions()
                        .filterStates(Set.of(TransactionState.ONGOING))
                        .filterOnTransactionalIdPattern(applicationId + "-.*"))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return admin.describeTransactions(
                        listed.stream().map(TransactionListing::transactionalId).toList())
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
