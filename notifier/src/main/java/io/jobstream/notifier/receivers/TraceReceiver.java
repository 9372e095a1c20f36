// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import java.util.Map;

/**
 * Who is told of jobs as traces, by OTLP over HTTP.
 *
 * @param url where it takes traces, with the path
 * @param headers what it is sent besides, such as its credential
 */
public record TraceReceiver(Secret url, Map<String, Secret> headers) {
    public TraceReceiver {
        headers = Map.copyOf(headers);
    }
}
