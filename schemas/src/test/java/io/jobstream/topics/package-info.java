// SPDX-License-Identifier: Apache-2.0
/** What the topics promise, and the page that tells it. */
@NullMarked
package io.jobstream.topics;

import org.jspecify.annotations.NullMarked;
