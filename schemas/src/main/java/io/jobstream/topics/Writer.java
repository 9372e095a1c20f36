// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

/** The programs that write topics; each topic names those that may. */
public enum Writer {
    INGEST,
    PRODUCER,
    RUNNER,
    SCHEDULER,
    STATUS,
    OBSERVATIONS,
    METRICS,
    NOTIFICATIONS,
    NOTIFIER,
    AUTOSCALER,
    HTTP,
    KEYS_COMMAND,
    SEALER,
    AUDIT_COMMAND,
    EVERY_CONSUMER
}
