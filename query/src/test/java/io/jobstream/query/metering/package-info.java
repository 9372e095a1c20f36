// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.query.metering;

import org.jspecify.annotations.NullMarked;
