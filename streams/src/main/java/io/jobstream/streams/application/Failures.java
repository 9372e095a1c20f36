// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.clients.RegistryUnavailableException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Tells what a record is to blame for from what its surroundings are. */
final class Failures {
    private Failures() {}

    /** A lost registry, broker or disk says nothing about the record in hand. */
    static boolean ofTheRecord(Throwable problem) {
        for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException || cause instanceof KafkaException) {
                return false;
            }
        }
        return true;
    }
}
