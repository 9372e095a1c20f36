// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.notes;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;

/**
 * The Ed25519 key that seals are signed with.
 *
 * @param privateKey its secret half
 * @param noteKey what everyone may know of it
 */
public record SealingKey(PrivateKey privateKey, NoteKey noteKey) {
    /** A new one. */
    public static SealingKey random() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SealingKey(pair.getPrivate(), new NoteKey(pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What everyone may know. */
    @Override
    public String toString() {
        return "SealingKey[" + noteKey.text("seals") + "]";
    }
}
