// SPDX-License-Identifier: Apache-2.0
/**
 * GitLab's webhooks: pushes of branches and tags, and the jobs of its pipelines, which both job and pipeline events
 * tell of.
 */
@NullMarked
package io.jobstream.ingest.gitlab;

import org.jspecify.annotations.NullMarked;
