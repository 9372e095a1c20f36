// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.files.YamlDocument;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.schemas.TenantPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an operator says of a tenant. */
final class TenantPolicyReader {
    private static final int WEIGHT_MAX = 1_000;
    private static final int LIMIT_MAX = 1_000_000;

    private TenantPolicyReader() {}

    /**
     * The body of {@code PUT /v1/tenants/{tenant}/policy}.
     *
     * @throws ProblemException 400 with every mistake
     */
    static TenantPolicy read(String tenant, JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        TenantPolicy policy = policy(known(tenant), fields);
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return policy;
    }

    /**
     * A YAML file: {@code tenants}, a list of objects with {@code tenant} beside what a policy has.
     *
     * @throws io.jobstream.ingest.files.InvalidFileException with every mistake
     */
    static List<TenantPolicy> file(String file, byte[] contents) {
        return YamlDocument.parse(file, contents, (document, errors) -> {
            JsonFields fields = new JsonFields(document, "", errors);
            if (!fields.has("tenants")) {
                fields.error("/tenants", "Required");
            }
            Set<String> names = new HashSet<>();
            List<TenantPolicy> policies = fields.elements("tenants", (value, at) -> {
                JsonFields each = new JsonFields(value, at, errors);
                String tenant = each.text("tenant").orElse("");
                if (!SubmissionReader.isTenant(tenant)) {
                    each.error(each.pointer("tenant"), "Expected the name of a tenant");
                } else if (!names.add(tenant)) {
                    each.error(each.pointer("tenant"), "It is here twice");
                }
                TenantPolicy policy = policy(tenant, each);
                each.done();
                return policy;
            });
            fields.done();
            return policies;
        });
    }

    private static TenantPolicy policy(String tenant, JsonFields fields) {
        Integer weight = within(fields, "weight", 1, WEIGHT_MAX);
        Integer slotsMax = within(fields, "slotsMax", 0, LIMIT_MAX);
        Integer queuedMax = within(fields, "queuedMax", 0, LIMIT_MAX);
        return new TenantPolicy(tenant, weight == null ? 1 : weight, slotsMax, queuedMax);
    }

    /** A tenant's name, as a path has it. */
    static String known(String tenant) {
        if (!SubmissionReader.isTenant(tenant)) {
            throw ProblemException.notFound("No tenant can be called so");
        }
        return tenant;
    }

    private static @Nullable Integer within(JsonFields fields, String field, int min, int max) {
        Integer value = fields.integer(field).orElse(null);
        if (value != null && (value < min || value > max)) {
            fields.error(fields.pointer(field), "Expected " + min + " to " + max);
        }
        return value;
    }
}
