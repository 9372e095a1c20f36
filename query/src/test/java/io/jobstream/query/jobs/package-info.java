// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.query.jobs;

import org.jspecify.annotations.NullMarked;
