// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import java.util.Map;

/**
 * What is posted.
 *
 * @param headers beside the content type
 * @param body JSON
 */
record Message(Map<String, String> headers, String body) {}
