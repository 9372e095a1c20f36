// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import java.time.Instant;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * The key to a subject's personal data, for a month.
 *
 * @param pseudonym the subject's name in {@code ci.audit} while this is its key: random, so that it tells nothing once
 *     the key is erased
 * @param key the key itself
 * @param madeAt when it was made
 */
public record SubjectKey(String pseudonym, SecretKey key, Instant madeAt) {
    public byte[] encrypt(PersonalData data) {
        return SealedBytes.seal(key, data.json(), pseudonym);
    }

    public Optional<PersonalData> decrypt(byte[] personal) {
        return SealedBytes.open(key, personal, pseudonym).flatMap(PersonalData::parse);
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "SubjectKey[" + pseudonym + ", " + madeAt + "]";
    }
}
