// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A server-sent event.
 *
 * @param name what kind it is: {@code snapshot}, {@code fact}, {@code log}, {@code reset}, {@code end}
 */
public record StreamEvent(String name, JsonNode data) {}
