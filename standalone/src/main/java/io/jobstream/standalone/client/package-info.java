// SPDX-License-Identifier: Apache-2.0
/** The commands that talk to a running Jobstream over HTTP: {@code submit}, {@code watch} and {@code cancel}. */
@NullMarked
package io.jobstream.standalone.client;

import org.jspecify.annotations.NullMarked;
