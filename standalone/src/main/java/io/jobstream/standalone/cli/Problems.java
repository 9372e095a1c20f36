// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong with how a command was called: all of it, so that it is mended in one go. */
public final class Problems {
    private final List<String> texts = new ArrayList<>();

    public void add(String text) {
        texts.add(text);
    }

    /** Reads a setting; if that fails, its message becomes a problem. */
    public <T> Optional<T> read(Supplier<T> setting) {
        try {
            return Optional.of(setting.get());
        } catch (RuntimeException e) {
            add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    public List<String> texts() {
        return List.copyOf(texts);
    }
}
