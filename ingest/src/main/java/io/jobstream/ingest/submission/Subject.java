// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

/** What all jobs of a submission share: where they run, whose they are, and what they are about. */
public record Subject(String pool, String tenant, String repository, String branch, String commit) {
    /** The tenant where none is named: the owner of the repository. */
    public static String tenantOf(String repository) {
        int slash = repository.indexOf('/');
        return slash <= 0 ? Limits.TENANT_DEFAULT : repository.substring(0, slash);
    }
}
