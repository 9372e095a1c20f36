// SPDX-License-Identifier: Apache-2.0
/**
 * How commands on the same machine, of the same user, get into an {@code up} without being told a key. It keeps its
 * first key in its data directory, where only its user can read it, beside a file that says where it serves and that it
 * holds locked as long as it runs: without the lock nobody sends the key, since anyone may listen on a port that is
 * free.
 */
@NullMarked
package io.jobstream.standalone.local;

import org.jspecify.annotations.NullMarked;
