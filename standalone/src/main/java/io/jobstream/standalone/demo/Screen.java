// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import java.io.PrintWriter;
import java.util.List;

/** What the demo prints: lines with a prefix for each job, in colour on a terminal. */
final class Screen {
    private static final List<Integer> COLOURS = List.of(36, 33, 35, 32, 34);
    private static final int PREFIX_WIDTH = 16;

    private final PrintWriter out;
    private final boolean coloured;
    private final List<String> jobs;

    Screen(PrintWriter out, boolean coloured, List<String> jobs) {
        this.out = out;
        this.coloured = coloured;
        this.jobs = jobs;
    }

    synchronized void say(String text) {
        out.println(text);
    }

    /** A line of a job's log. */
    synchronized void log(String job, String line) {
        out.println(prefix(job) + " | " + line);
    }

    /** What happened to a job. */
    synchronized void fact(String job, String text) {
        out.println(prefix(job) + " " + paint(1, "* " + text));
    }

    synchronized void chat(String text) {
        out.println(paint(7, " chat ") + " " + text);
    }

    String good(String text) {
        return paint(32, text);
    }

    String bad(String text) {
        return paint(31, text);
    }

    private String prefix(String job) {
        String padded = String.format("%" + PREFIX_WIDTH + "s", job);
        return paint(COLOURS.get(Math.max(0, jobs.indexOf(job)) % COLOURS.size()), padded);
    }

    private String paint(int code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
