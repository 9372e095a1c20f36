// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may be asked for.
 *
 * @param perSecond what comes back each second
 * @param burst how many at once, after a while of silence
 */
public record Rate(int perSecond, int burst) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/s(?:,(\\d{1,7}))?");

    /** Checks the numbers. */
    public Rate {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("A rate must allow at least 1 request: " + perSecond + "/s," + burst);
        }
    }

    /** From {@code 200/s} or, with a burst other than twice that, {@code 200/s,1000}. */
    public static Rate parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a rate such as 200/s or 200/s,1000, found " + text);
        }
        int perSecond = Integer.parseInt(matcher.group(1));
        return new Rate(perSecond, matcher.group(2) == null ? 2 * perSecond : Integer.parseInt(matcher.group(2)));
    }

    /** In how many seconds all of it is back. */
    int windowSeconds() {
        return Math.max(1, (burst + perSecond - 1) / perSecond);
    }

    @Override
    public String toString() {
        return perSecond + "/s," + burst;
    }
}
