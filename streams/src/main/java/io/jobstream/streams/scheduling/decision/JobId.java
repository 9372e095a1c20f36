// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

/** A job's id, unique in the system. */
public record JobId(String value) implements Comparable<JobId> {
    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }
}
