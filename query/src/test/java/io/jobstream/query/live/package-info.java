// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.query.live;

import org.jspecify.annotations.NullMarked;
