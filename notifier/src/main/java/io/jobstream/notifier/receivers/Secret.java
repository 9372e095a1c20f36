// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

/**
 * A text that is never printed.
 *
 * @param text the secret itself
 */
public record Secret(String text) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
