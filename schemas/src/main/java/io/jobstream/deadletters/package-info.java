// SPDX-License-Identifier: Apache-2.0
/** What happens to records that cannot be read: they stop nothing and are not lost. */
@NullMarked
package io.jobstream.deadletters;

import org.jspecify.annotations.NullMarked;
