// SPDX-License-Identifier: Apache-2.0
/** The commands that talk to a running Jobstream over HTTP: {@code submit} and {@code watch}. */
@NullMarked
package io.jobstream.standalone.client;

import org.jspecify.annotations.NullMarked;
