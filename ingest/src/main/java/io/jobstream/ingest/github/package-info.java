// SPDX-License-Identifier: Apache-2.0
/**
 * GitHub's webhooks. {@link io.jobstream.ingest.github.GithubWebhooks} believes nothing before the signature over the
 * raw body is right; then {@code PushPayload} reads what GitHub documents, and the trigger rules decide what starts.
 * The delivery's id and the rule's name are the idempotency key: a redelivery starts nothing twice.
 */
@NullMarked
package io.jobstream.ingest.github;

import org.jspecify.annotations.NullMarked;
