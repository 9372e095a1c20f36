// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

/**
 * One execution of a job.
 *
 * @param attempt counted from 1: the fencing token
 */
public record AttemptId(String jobId, int attempt) {
    @Override
    public String toString() {
        return jobId + "/" + attempt;
    }
}
