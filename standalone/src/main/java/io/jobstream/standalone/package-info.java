// SPDX-License-Identifier: Apache-2.0
/**
 * The program {@code jobstream}: one command for each service, {@code up} and {@code demo} for all of them in one
 * process, {@code submit} and {@code watch} for users. Wiring only: what a service does is in its own module.
 */
@NullMarked
package io.jobstream.standalone;

import org.jspecify.annotations.NullMarked;
