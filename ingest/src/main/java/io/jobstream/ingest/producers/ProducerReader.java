// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.producers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.schemas.Producer;
import io.jobstream.signatures.EnrolledProducer;
import io.jobstream.signatures.RecordSignature;
import io.jobstream.signatures.VerificationKey;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an operator says of a producer; all mistakes are told together. */
final class ProducerReader {
    private static final Duration LIFE_DEFAULT = Duration.ofDays(90);
    private static final String NEVER = "never";
    private static final int POOLS_MAX = 100;

    private ProducerReader() {}

    /**
     * The body of {@code PUT /v1/producers/{id}}.
     *
     * @throws ProblemException 400 with every mistake
     */
    static Producer read(String producerId, JsonNode body, Instant now, String enrolledBy) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        byte[] key = key(fields);
        String tenant = fields.text("tenant").orElse("");
        if (!tenant.equals(EnrolledProducer.ANY_TENANT) && !SubmissionReader.isTenant(tenant)) {
            fields.error(fields.pointer("tenant"), "Expected the name of a tenant, or * for any");
        }
        List<String> pools = fields.texts("pools").stream().distinct().sorted().toList();
        if (pools.size() > POOLS_MAX || !pools.stream().allMatch(SubmissionReader::isPool)) {
            fields.error(fields.pointer("pools"), "Expected at most " + POOLS_MAX + " names of pools");
        }
        Instant expiresAt = expiry(fields, now);
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Producer(
                producerId,
                ByteBuffer.wrap(key),
                tenant,
                pools,
                now.truncatedTo(ChronoUnit.MILLIS),
                enrolledBy,
                expiresAt,
                null);
    }

    /** A producer's id, as a path has it. */
    static String known(String producerId) {
        if (!RecordSignature.PRODUCER_ID.matcher(producerId).matches()) {
            throw ProblemException.notFound("No producer can be called so");
        }
        return producerId;
    }

    private static byte[] key(JsonFields fields) {
        try {
            return VerificationKey.parse(fields.text("publicKey").orElse("")).bytes();
        } catch (IllegalArgumentException e) {
            fields.error(fields.pointer("publicKey"), "Expected an Ed25519 public key: " + e.getMessage());
            return new byte[0];
        }
    }

    private static @Nullable Instant expiry(JsonFields fields, Instant now) {
        String text = fields.text("expiresAt").orElse("");
        if (text.equals(NEVER)) {
            return null;
        }
        if (text.isEmpty()) {
            return now.plus(LIFE_DEFAULT).truncatedTo(ChronoUnit.MILLIS);
        }
        try {
            Instant expiresAt = OffsetDateTime.parse(text).toInstant();
            if (expiresAt.isAfter(now)) {
                return expiresAt.truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        fields.error(fields.pointer("expiresAt"), "Expected a time to come, such as 2030-01-31T12:00:00Z, or never");
        return null;
    }
}
