// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.query.fleet;

import org.jspecify.annotations.NullMarked;
