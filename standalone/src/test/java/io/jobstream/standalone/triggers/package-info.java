// SPDX-License-Identifier: Apache-2.0
/** Tests of trigger rules with everything that runs. */
@NullMarked
package io.jobstream.standalone.triggers;

import org.jspecify.annotations.NullMarked;
