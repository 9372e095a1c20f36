// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

/** Is told how far a check has come. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (records, part) -> {};

    /**
     * Called every thousand records or so.
     *
     * @param records read so far, of all topics
     * @param part how much of facts and statuses has been read, from 0 to 1
     */
    void read(long records, double part);
}
