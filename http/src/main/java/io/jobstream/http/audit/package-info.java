// SPDX-License-Identifier: Apache-2.0
/**
 * Which requests are recorded, and when they may be answered. The gate tells
 * {@link io.jobstream.http.audit.RequestAudit} of each request to a route that changes something or shows something
 * protected, and of each refusal anywhere; what a handler does is known from its answer, so that none can be forgotten.
 * Nothing of a body, a query or a credential gets here.
 */
@NullMarked
package io.jobstream.http.audit;

import org.jspecify.annotations.NullMarked;
