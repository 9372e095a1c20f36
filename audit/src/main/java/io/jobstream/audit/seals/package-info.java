// SPDX-License-Identifier: Apache-2.0
/**
 * What a seal is. Each record of a partition is a leaf of one tree ({@link io.jobstream.audit.seals.AuditRecord}); a
 * {@link io.jobstream.audit.seals.Seal} is a signed {@link io.jobstream.audit.seals.Checkpoint} of that tree, which
 * names the seal before it. {@link io.jobstream.audit.seals.Growth} makes them, and knows no Kafka.
 */
@NullMarked
package io.jobstream.audit.seals;

import org.jspecify.annotations.NullMarked;
