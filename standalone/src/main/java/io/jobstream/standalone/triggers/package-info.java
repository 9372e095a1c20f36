// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code triggers}: lists, applies and deletes trigger rules over HTTP, and asks what an event would start.
 */
@NullMarked
package io.jobstream.standalone.triggers;

import org.jspecify.annotations.NullMarked;
