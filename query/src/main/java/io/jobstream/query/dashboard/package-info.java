// SPDX-License-Identifier: Apache-2.0
/** The live page at {@code /}: plain files that use the public interface only. */
@NullMarked
package io.jobstream.query.dashboard;

import org.jspecify.annotations.NullMarked;
