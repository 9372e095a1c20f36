// SPDX-License-Identifier: Apache-2.0
/** Broker, registry and all services in one process: {@code up} with data that stays, and what {@code demo} runs on. */
@NullMarked
package io.jobstream.standalone.everything;

import org.jspecify.annotations.NullMarked;
