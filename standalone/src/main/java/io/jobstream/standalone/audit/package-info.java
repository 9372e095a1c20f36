// SPDX-License-Identifier: Apache-2.0
/** {@code jobstream audit}: keys, sealing, verifying, exporting, showing and erasing. */
@NullMarked
package io.jobstream.standalone.audit;

import org.jspecify.annotations.NullMarked;
