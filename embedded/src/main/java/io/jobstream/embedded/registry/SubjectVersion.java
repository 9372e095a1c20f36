// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

/**
 * One version of a subject.
 *
 * @param id the schema's id, the same wherever this text is registered
 * @param schema the schema's text
 * @param deleted whether it is hidden from those who do not ask for deleted ones
 */
record SubjectVersion(String subject, int version, int id, String schema, boolean deleted) {
    SubjectVersion asDeleted() {
        return new SubjectVersion(subject, version, id, schema, true);
    }
}
