// SPDX-License-Identifier: Apache-2.0
/**
 * Server-sent events. One consumer per topic fills a bounded {@link io.jobstream.query.live.Ring}; every client is a
 * {@link io.jobstream.query.live.Follower} with a place of its own, which pulls from the ring when its socket takes
 * more. A client behind the ring is served by {@link io.jobstream.query.live.CatchUp}, which few consumers share. The
 * id of an event is the follower's whole position, so that any copy can go on from it. Sockets are written without
 * blocking, by few threads: a client that stalls holds up nobody and is dropped.
 */
@NullMarked
package io.jobstream.query.live;

import org.jspecify.annotations.NullMarked;
