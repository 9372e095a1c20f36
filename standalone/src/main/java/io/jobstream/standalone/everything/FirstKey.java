// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.everything;

import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.standalone.local.LocalKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key that a new data directory begins with.
 *
 * @param file where it is kept
 * @param text the key, just when it was made
 * @param absent where everyone gets in, or the key is not kept there any more
 */
record FirstKey(Path file, @Nullable String text, boolean absent) {
    /** Makes it where there is no key at all. */
    static FirstKey of(Everything everything, LocalKey local) {
        KeyRing ring = everything.keys().orElse(null);
        if (ring == null || !ring.list().isEmpty()) {
            return new FirstKey(local.file(), null, ring == null || !Files.isReadable(local.file()));
        }
        String text =
                ring.make(NewKey.mayEverything("first"), "up").join().text().text();
        local.keep(text);
        return new FirstKey(local.file(), text, false);
    }

    /** What is to be said of it. */
    List<String> lines(URI uri) {
        if (text == null) {
            return absent ? List.of() : List.of("  first key        " + file);
        }
        return List.of(
                "  first key        " + text,
                "                   It may do everything and is shown this once; commands of this user find it in",
                "                   " + file,
                "  sign in          " + uri + "/#key=" + text);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "FirstKey[file=" + file + "]";
    }
}
