// SPDX-License-Identifier: Apache-2.0
/** The cluster as a whole, and what the contracts' clients do on it. */
@NullMarked
package io.jobstream.embedded;

import org.jspecify.annotations.NullMarked;
