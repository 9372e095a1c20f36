// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of names with slashes: {@code *} is any text within one part, {@code ?} one character of it, {@code **} any
 * text, and a leading {@code **}{@code /} any number of parts, none too. Takes time of pattern times text, whatever
 * they are.
 */
final class Glob {
    private static final int ONE = -1;
    private static final int PART = -2;
    private static final int ANY = -3;
    private static final int PARTS = -4;

    private final List<Integer> tokens = new ArrayList<>();

    Glob(String pattern) {
        int i = 0;
        while (i < pattern.length()) {
            if (pattern.startsWith("**/", i) && (i == 0 || pattern.charAt(i - 1) == '/')) {
                tokens.add(PARTS);
                i += 3;
            } else if (pattern.startsWith("**", i)) {
                tokens.add(ANY);
                i += 2;
            } else {
                char c = pattern.charAt(i++);
                tokens.add(c == '*' ? PART : c == '?' ? ONE : c);
            }
        }
    }

    boolean matches(String text) {
        // reached[i]: the tokens so far match the first i characters.
        boolean[] reached = new boolean[text.length() + 1];
        reached[0] = true;
        for (int token : tokens) {
            reached = step(token, reached, text);
        }
        return reached[text.length()];
    }

    private static boolean[] step(int token, boolean[] before, String text) {
        boolean[] after = new boolean[before.length];
        boolean since = false;
        for (int i = 0; i < before.length; i++) {
            char previous = i == 0 ? 0 : text.charAt(i - 1);
            switch (token) {
                case ANY -> since |= before[i];
                case PART -> since = before[i] || (since && previous != '/');
                case PARTS -> since |= before[i];
                case ONE -> since = i > 0 && before[i - 1] && previous != '/';
                default -> since = i > 0 && before[i - 1] && previous == token;
            }
            after[i] = token == PARTS ? before[i] || (since && previous == '/') : since;
        }
        return after;
    }
}
