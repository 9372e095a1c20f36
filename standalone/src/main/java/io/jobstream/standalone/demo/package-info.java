// SPDX-License-Identifier: Apache-2.0
/**
 * The product in a minute, on the git repository that it is run from: a signed push webhook, trigger rules, real jobs,
 * live logs, a chat message, a table. It succeeds only if everything happened as it should.
 */
@NullMarked
package io.jobstream.standalone.demo;

import org.jspecify.annotations.NullMarked;
