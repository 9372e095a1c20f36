// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.audit.subjects.KeyEncryptionKey;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests are recorded.
 *
 * @param recorded whether they are
 * @param kek what personal data is encrypted under, in the end; null where nobody is known
 */
public record AuditSettings(boolean recorded, @Nullable KeyEncryptionKey kek) {
    public static final AuditSettings OFF = new AuditSettings(false, null);

    /** Where there is no authentication: what happened, and nothing of who it was. */
    public static final AuditSettings OF_ANYONE = new AuditSettings(true, null);
}
