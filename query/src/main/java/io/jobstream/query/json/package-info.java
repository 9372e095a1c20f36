// SPDX-License-Identifier: Apache-2.0
/**
 * Records as JSON: {@link io.jobstream.query.json.AvroJson} walks any record by its schema, so that a new field shows
 * up by itself. Bytes are never shown.
 */
@NullMarked
package io.jobstream.query.json;

import org.jspecify.annotations.NullMarked;
