// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.audit.notes;

import org.jspecify.annotations.NullMarked;
