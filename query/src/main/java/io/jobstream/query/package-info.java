// SPDX-License-Identifier: Apache-2.0
/**
 * Answers about jobs, runners, pools and history. Each copy reads the topics itself ({@code tailing}), keeps its own
 * views ({@code jobs}, {@code fleet}, {@code analytics}), streams facts and logs to whoever listens ({@code live}),
 * measures ({@code metering}) and shows it all on one page ({@code dashboard}). Nothing is stored that a restart does
 * not rebuild. {@link io.jobstream.query.Query} starts it.
 */
@NullMarked
package io.jobstream.query;

import org.jspecify.annotations.NullMarked;
