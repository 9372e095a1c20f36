// SPDX-License-Identifier: Apache-2.0
/**
 * How one Kafka Streams application runs. {@link io.jobstream.streams.application.Application} is what an application
 * says of itself, {@link io.jobstream.streams.application.RunningApplication} runs it with the settings that
 * exactly-once, quick commits and quick takeover need, and brings it back whatever ends it.
 *
 * <p>Applications read bytes through {@link io.jobstream.streams.application.Intake}, which sets aside what cannot be
 * read, and write {@link io.jobstream.streams.application.Routed} bytes to
 * {@link io.jobstream.streams.application.Sinks}. {@link io.jobstream.streams.application.Strikes} counts how often a
 * record has failed.
 */
@NullMarked
package io.jobstream.streams.application;

import org.jspecify.annotations.NullMarked;
