// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.kept;

import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** 64 bits that tell whether two sequences of values are equal. Not meant to withstand who looks for collisions. */
public final class Fingerprint {
    private static final long PRIME = 0x100000001b3L;
    private static final long NULL = 0x9e3779b97f4a7c15L;

    private long state;

    public Fingerprint(long seed) {
        state = mixed(seed ^ NULL);
    }

    public Fingerprint add(long value) {
        state = mixed((state ^ value) * PRIME + 1);
        return this;
    }

    public Fingerprint add(@Nullable CharSequence text) {
        if (text == null) {
            return add(NULL);
        }
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * PRIME;
            state ^= state >>> 29;
        }
        return add(text.length());
    }

    public Fingerprint add(@Nullable Enum<?> value) {
        return add(value == null ? null : value.name());
    }

    public Fingerprint add(@Nullable Integer value) {
        return value == null ? add(NULL) : add(value.longValue());
    }

    public Fingerprint add(@Nullable Long value) {
        return add(value == null ? NULL : value.longValue());
    }

    /** In the precision of the wire. */
    public Fingerprint add(@Nullable Instant time) {
        return add(time == null ? NULL : time.toEpochMilli());
    }

    public Fingerprint add(Collection<String> texts) {
        texts.forEach(this::add);
        return add(texts.size());
    }

    public long value() {
        return state;
    }

    private static long mixed(long value) {
        long a = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        long b = (a ^ (a >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return b ^ (b >>> 33);
    }
}
