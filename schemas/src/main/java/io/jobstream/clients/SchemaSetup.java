// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.jobstream.schemas.JobWork;
import io.jobstream.topics.Topics;
import java.io.IOException;
import org.apache.avro.Schema;

/** Registers the schemas of {@link Topics}, each subject {@code FULL_TRANSITIVE}. Nothing else registers any. */
public final class SchemaSetup {
    private static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private final SchemaRegistryClient registry;

    public SchemaSetup(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Makes every subject hold this version's schema. Safe to run at every start.
     *
     * @throws RegistryUnavailableException when the registry does not answer or refuses a schema
     */
    public void ensure() {
        Topics.ALL.forEach(topic -> ensure(topic.subject(), topic.schema()));
        ensure(Topics.WORK_SUBJECT, JobWork.getClassSchema());
    }

    /** Runs {@link #ensure()} against the registry of {@code connection}. */
    public static void ensure(KafkaConnection connection) {
        try (SchemaRegistryClient registry = AvroCodec.registryClient(connection)) {
            new SchemaSetup(registry).ensure();
        } catch (IOException e) {
            throw new RegistryUnavailableException("The registry's client did not close", e);
        }
    }

    private void ensure(String subject, Schema schema) {
        try {
            registry.updateCompatibility(subject, COMPATIBILITY);
            registry.register(subject, new AvroSchema(schema));
        } catch (IOException | RestClientException e) {
            throw new RegistryUnavailableException(subject + " could not be registered: " + e.getMessage(), e);
        }
    }
}
