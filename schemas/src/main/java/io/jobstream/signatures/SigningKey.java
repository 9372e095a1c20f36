// SPDX-License-Identifier: Apache-2.0
package io.jobstream.signatures;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/** A private key, which signs records. Safe for use by many threads. */
public final class SigningKey {
    private static final String PEM = "PRIVATE KEY";

    /** What stands before the 32 bytes in PKCS #8. */
    private static final byte[] PKCS8_PREFIX = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20
    };

    private static final int BYTES = 32;

    private final Ed25519PrivateKeyParameters key;
    private final VerificationKey verificationKey;

    private SigningKey(Ed25519PrivateKeyParameters key) {
        this.key = key;
        this.verificationKey = VerificationKey.of(key.generatePublicKey().getEncoded());
    }

    public static SigningKey random() {
        return new SigningKey(new Ed25519PrivateKeyParameters(new SecureRandom()));
    }

    /**
     * From PKCS #8 in PEM, as {@code openssl genpkey -algorithm ed25519} writes it.
     *
     * @throws IllegalArgumentException when it is none; the message has nothing of it
     */
    public static SigningKey parse(String pem) {
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(Pem.body(pem, PEM));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected an Ed25519 private key: PKCS #8 in PEM");
        }
        if (encoded.length != PKCS8_PREFIX.length + BYTES
                || !Arrays.equals(encoded, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length)) {
            throw new IllegalArgumentException("expected an Ed25519 private key: PKCS #8 in PEM");
        }
        return new SigningKey(new Ed25519PrivateKeyParameters(encoded, PKCS8_PREFIX.length));
    }

    public VerificationKey verificationKey() {
        return verificationKey;
    }

    /** Signs a record in the name of a producer: adds the header, to a record that has everything else. */
    public void sign(ProducerRecord<String, byte[]> record, String producerId) {
        byte[] recordKey = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        sign(producerId, record.topic(), recordKey, record.value()).addTo(record.headers());
    }

    RecordSignature sign(String producerId, String topic, byte @Nullable [] recordKey, byte[] value) {
        byte[] signed = RecordSignature.signedBytes(producerId, topic, recordKey, value);
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(signed, 0, signed.length);
        return new RecordSignature(producerId, signer.generateSignature());
    }

    /** PKCS #8 in PEM: a secret. */
    public String pem() {
        return Pem.of(PEM, PKCS8_PREFIX, key.getEncoded());
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SigningKey[public=" + verificationKey + "]";
    }
}
