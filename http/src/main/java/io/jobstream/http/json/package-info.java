// SPDX-License-Identifier: Apache-2.0
/**
 * JSON as strangers send it. {@link io.jobstream.http.json.StrictJson} parses or says where the text is wrong;
 * {@link io.jobstream.http.json.JsonFields} takes an object apart field by field and collects everything that is not as
 * expected, so that a caller learns of all mistakes at once.
 */
@NullMarked
package io.jobstream.http.json;

import org.jspecify.annotations.NullMarked;
