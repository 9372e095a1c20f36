// SPDX-License-Identifier: Apache-2.0
/**
 * YAML files that operators write: {@link io.jobstream.ingest.files.WatchedFile} takes up changes without a restart,
 * {@link io.jobstream.ingest.files.YamlDocument} names line and column of every mistake.
 */
@NullMarked
package io.jobstream.ingest.files;

import org.jspecify.annotations.NullMarked;
