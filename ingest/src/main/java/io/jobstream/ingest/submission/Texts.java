// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

/** Which texts may enter the log: those that every reader gets back as they were written. */
public final class Texts {
    private Texts() {}

    /** No NUL, which ends a text in C; no half of a surrogate pair, which has no UTF-8. */
    public static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || isHalf(c));
    }

    /** Text that shows as one line: no control characters, no line separators, nothing that turns its direction. */
    public static boolean isLine(String text) {
        return text.codePoints().noneMatch(c -> isHalf(c) || Character.isISOControl(c) || turnsOrEndsLine(c));
    }

    /** As much of it as fits one line: what may not be in one is left out. */
    public static String line(String text, int lengthMax) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> !isHalf(c) && !Character.isISOControl(c) && !turnsOrEndsLine(c))
                .takeWhile(c -> line.length() + Character.charCount(c) <= lengthMax)
                .forEachOrdered(line::appendCodePoint);
        return line.toString().strip();
    }

    /** One line that shows something, of at most so many characters. */
    static boolean isLine(String text, int lengthMax) {
        return isLine(text) && !text.isBlank() && text.length() <= lengthMax;
    }

    private static boolean turnsOrEndsLine(int c) {
        return (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
