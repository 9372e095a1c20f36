// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Lets Avro instantiate the generated records, which it otherwise refuses unless a system property names their package.
 * Whatever was trusted before stays so.
 */
public final class TrustedRecords {
    private static final String PACKAGE = "io.jobstream.schemas";

    static {
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(before, new Generated()));
    }

    private TrustedRecords() {}

    /** Takes effect once for the process; needed before the first record is decoded or copied. */
    public static void trust() {
        // Loading this class did it.
    }

    private static final class Generated implements ClassSecurityPredicate {
        @Override
        public boolean isTrusted(Class<?> type) {
            return PACKAGE.equals(type.getPackageName());
        }
    }
}
