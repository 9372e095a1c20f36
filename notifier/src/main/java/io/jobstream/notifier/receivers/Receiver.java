// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import java.net.URI;
import java.util.Optional;

/**
 * Who is told, and of what.
 *
 * @param name unique in the configuration; names the receiver in topics and logs
 * @param type how it is spoken to
 * @param url where it listens; of an incoming webhook the address itself is the secret
 * @param secret signs what a {@link Type#WEBHOOK} is sent
 * @param filter what it wants to hear
 */
public record Receiver(String name, Type type, Secret url, Optional<Secret> secret, Filter filter) {
    /** How a receiver is spoken to. */
    public enum Type {
        /** A Slack-compatible incoming webhook. */
        SLACK,
        /** A webhook signed as Standard Webhooks 1.0 has it. */
        WEBHOOK
    }

    public URI uri() {
        return URI.create(url.text());
    }
}
