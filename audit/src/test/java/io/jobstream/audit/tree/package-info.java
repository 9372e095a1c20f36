// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.audit.tree;

import org.jspecify.annotations.NullMarked;
