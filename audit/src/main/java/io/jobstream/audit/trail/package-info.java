// SPDX-License-Identifier: Apache-2.0
/**
 * How gateways write the trail: {@link io.jobstream.audit.trail.AuditTrail} takes what happened and who did it, and
 * tells when it cannot be lost any more; {@link io.jobstream.audit.trail.KafkaTrail} writes it to {@code ci.audit}.
 */
@NullMarked
package io.jobstream.audit.trail;

import org.jspecify.annotations.NullMarked;
