// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.streams.jobs;

import org.jspecify.annotations.NullMarked;
