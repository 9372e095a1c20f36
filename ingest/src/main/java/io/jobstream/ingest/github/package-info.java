// SPDX-License-Identifier: Apache-2.0
/**
 * GitHub's webhooks: pushes, and jobs that run elsewhere. {@code workflow_job} tells of those of GitHub Actions,
 * {@code check_run} of those that other systems report to GitHub.
 */
@NullMarked
package io.jobstream.ingest.github;

import org.jspecify.annotations.NullMarked;
