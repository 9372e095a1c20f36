// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.json;

/** The text is not JSON, or not JSON that can be trusted to mean one thing. */
public final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String reason;

    InvalidJsonException(String pointer, String reason, String place) {
        super(place.isEmpty() ? reason : reason + " (" + place + ")");
        this.pointer = pointer;
        this.reason = reason;
    }

    /** JSON pointer of the value that was being read. */
    public String pointer() {
        return pointer;
    }

    public String reason() {
        return reason;
    }
}
