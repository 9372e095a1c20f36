// SPDX-License-Identifier: Apache-2.0
/**
 * What the webhooks of all forges share. {@link io.jobstream.ingest.webhooks.WebhookEndpoint} believes nothing before a
 * {@link io.jobstream.ingest.webhooks.Forge} finds the raw body's signature or token right; only then it is parsed, and
 * the forge says what it {@link io.jobstream.ingest.webhooks.Meaning means}: a push, which the trigger rules may start
 * something for, or observations of jobs that the forge runs itself. The delivery's id and the rule's name are the
 * idempotency key of what starts, and observations may be said twice: a redelivery changes nothing.
 */
@NullMarked
package io.jobstream.ingest.webhooks;

import org.jspecify.annotations.NullMarked;
