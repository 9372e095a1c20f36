// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs as traces: each that has its outcome becomes spans, by OpenTelemetry's conventions for CI/CD, for a receiver of
 * OTLP. See docs/tracing.md and decision record 0023.
 */
@NullMarked
package io.jobstream.notifier.traces;

import org.jspecify.annotations.NullMarked;
