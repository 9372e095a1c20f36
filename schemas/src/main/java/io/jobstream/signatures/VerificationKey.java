// SPDX-License-Identifier: Apache-2.0
package io.jobstream.signatures;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/** A producer's public key. */
public final class VerificationKey {
    public static final int BYTES = 32;

    /** What stands before the 32 bytes in X.509's encoding. */
    private static final byte[] X509_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final Ed25519PublicKeyParameters key;

    private VerificationKey(Ed25519PublicKeyParameters key) {
        this.key = key;
    }

    /**
     * From the 32 bytes of a key.
     *
     * @throws IllegalArgumentException when they are none
     */
    public static VerificationKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + bytes.length);
        }
        return new VerificationKey(new Ed25519PublicKeyParameters(bytes, 0));
    }

    /** From what is left of a buffer, which stays as it is. */
    public static VerificationKey of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return of(bytes);
    }

    /**
     * From PEM, as {@code openssl pkey -pubout} writes it, or the base64 of its 32 bytes.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static VerificationKey parse(String text) {
        String base64 = text.strip();
        if (!base64.startsWith("-----")) {
            return of(decoded(base64));
        }
        byte[] encoded = decoded(Pem.body(text, "PUBLIC KEY"));
        if (encoded.length != X509_PREFIX.length + BYTES
                || !Arrays.equals(encoded, 0, X509_PREFIX.length, X509_PREFIX, 0, X509_PREFIX.length)) {
            throw new IllegalArgumentException("the PEM is no Ed25519 public key");
        }
        return of(Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length));
    }

    /** Whether the record was signed so by whoever has the private key. */
    public boolean accepts(RecordSignature signature, String topic, byte @Nullable [] key, byte[] value) {
        if (!signature.hasRightLength()) {
            return false;
        }
        byte[] signed = RecordSignature.signedBytes(signature.producerId(), topic, key, value);
        Ed25519Signer verifier = new Ed25519Signer();
        verifier.init(false, this.key);
        verifier.update(signed, 0, signed.length);
        return verifier.verifySignature(signature.signature());
    }

    /** Its 32 bytes. */
    public byte[] bytes() {
        return key.getEncoded();
    }

    /** In PEM. */
    public String pem() {
        return Pem.of("PUBLIC KEY", X509_PREFIX, bytes());
    }

    /** The base64 of its 32 bytes. */
    public String text() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey another && Arrays.equals(bytes(), another.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return text();
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected PEM, or the base64 of 32 bytes", e);
        }
    }
}
