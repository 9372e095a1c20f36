// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.deadletters;

import org.jspecify.annotations.NullMarked;
