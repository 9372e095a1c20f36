// SPDX-License-Identifier: Apache-2.0
/**
 * Who is told: receivers with their filters and secrets, read from a YAML file whose mistakes are reported together.
 * Addresses of incoming webhooks are secrets: they come from files or the environment and are never printed.
 */
@NullMarked
package io.jobstream.notifier.receivers;

import org.jspecify.annotations.NullMarked;
