// SPDX-License-Identifier: Apache-2.0
/** The webhooks of Gitea and Forgejo, whose payloads have GitHub's form. */
@NullMarked
package io.jobstream.ingest.gitea;

import org.jspecify.annotations.NullMarked;
