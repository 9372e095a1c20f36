// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.runner.session.SessionEnd;

/**
 * How a session ended.
 *
 * @param message in words for an operator
 */
public record Ended(SessionEnd end, String message) {}
