// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier;

import io.jobstream.notifier.delivery.RetryPolicy;
import io.jobstream.notifier.receivers.Receiver;
import io.jobstream.notifier.receivers.ReceiverFile;
import io.jobstream.notifier.receivers.TraceReceiver;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told, and how stubbornly.
 *
 * @param dashboard where links in messages lead; none without it
 * @param receivers who is told; empty is a notifier that does nothing
 * @param retry when a delivery is tried again
 * @param traces who is told of jobs as traces; nobody without it
 */
public record NotifierConfig(
        Optional<URI> dashboard, List<Receiver> receivers, RetryPolicy retry, Optional<TraceReceiver> traces) {
    public static final NotifierConfig NONE =
            new NotifierConfig(Optional.empty(), List.of(), RetryPolicy.DEFAULT, Optional.empty());

    public NotifierConfig {
        receivers = List.copyOf(receivers);
    }

    /**
     * Reads a YAML file of receivers.
     *
     * @param environment what {@code ${env:NAME}} refers to
     * @throws io.jobstream.notifier.receivers.ReceiverFileException naming every mistake in it
     */
    public static NotifierConfig read(Path file, Map<String, String> environment) {
        ReceiverFile.Contents contents = ReceiverFile.read(file, environment);
        return new NotifierConfig(contents.dashboard(), contents.receivers(), RetryPolicy.DEFAULT, contents.traces());
    }

    public NotifierConfig withDashboardDefault(URI url) {
        return new NotifierConfig(Optional.of(dashboard.orElse(url)), receivers, retry, traces);
    }
}
