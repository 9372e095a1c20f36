// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import java.util.function.BooleanSupplier;

/**
 * What a credential proved.
 *
 * @param caller who it is of
 * @param standing whether it is still good, asked at any time and from any thread: what outlives a request asks again
 */
public record Identity(Caller caller, BooleanSupplier standing) {}
