// SPDX-License-Identifier: Apache-2.0
/**
 * The Merkle tree of RFC 6962: {@link io.jobstream.audit.tree.MerkleTree} grows at its end and tells its root. Pure.
 */
@NullMarked
package io.jobstream.audit.tree;

import org.jspecify.annotations.NullMarked;
