// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What of a topic a client is shown. */
final class Wanted<T> {
    private final byte @Nullable [] key;
    private final Predicate<Entry<T>> test;

    private Wanted(byte @Nullable [] key, Predicate<Entry<T>> test) {
        this.key = key;
        this.test = test;
    }

    static <T> Wanted<T> of(Predicate<Entry<T>> test) {
        return new Wanted<>(null, test);
    }

    static <T> Wanted<T> of(String key, Predicate<Entry<T>> test) {
        return new Wanted<>(
                key.getBytes(StandardCharsets.UTF_8), entry -> entry.key().equals(key) && test.test(entry));
    }

    boolean mayShow(byte @Nullable [] recordKey) {
        return key == null || Arrays.equals(key, recordKey);
    }

    boolean shows(Entry<T> entry) {
        return test.test(entry);
    }
}
