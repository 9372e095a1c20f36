// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A sorted map of bytes that survives: a state store, or a tree in tests. */
public interface Storage {
    byte @Nullable [] get(String key);

    void put(String key, byte[] value);

    void delete(String key);

    /** Hands over the first {@code most} entries from {@code from}, inclusive, to {@code to}, exclusive, in order. */
    void scan(String from, String to, int most, BiConsumer<String, byte[]> entry);

    /** Hands over every entry whose key begins with {@code prefix}, in order. */
    default void scan(String prefix, BiConsumer<String, byte[]> entry) {
        scan(prefix, after(prefix), Integer.MAX_VALUE, entry);
    }

    /** The first key after all that begin with {@code prefix}. */
    static String after(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
