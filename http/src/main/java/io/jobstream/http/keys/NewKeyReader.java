// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.json.JsonFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what key is wanted; all mistakes are told together. */
public final class NewKeyReader {
    /** How long a key lasts where nothing is said. */
    public static final Duration LIFE_DEFAULT = Duration.ofDays(90);

    private static final String NEVER = "never";
    private static final int NAME_MAX = 128;
    private static final int TENANTS_MAX = 100;
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1," + NAME_MAX + "}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private NewKeyReader() {}

    /**
     * The body of {@code POST /v1/keys}.
     *
     * @throws ProblemException 400 with every mistake
     */
    static NewKey read(JsonNode body, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        String name = fields.text("name").orElse("").strip();
        if (!NAME.matcher(name).matches()) {
            fields.error(fields.pointer("name"), "Expected 1 to " + NAME_MAX + " characters on one line");
        }
        Set<Scope> scopes = scopes(fields.texts("scopes"), fields);
        List<String> tenants = fields.texts("tenants");
        if (tenants.isEmpty()
                || tenants.size() > TENANTS_MAX
                || !tenants.stream().allMatch(NewKeyReader::isTenant)) {
            fields.error(fields.pointer("tenants"), "Expected 1 to " + TENANTS_MAX + " tenants, or * for all");
        }
        Instant expiresAt = expiry(fields, now);
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new NewKey(name, scopes, Tenants.of(tenants), expiresAt);
    }

    /** Whether keys can be good for it. */
    public static boolean isTenant(String text) {
        return text.equals(Tenants.WILDCARD) || TENANT.matcher(text).matches();
    }

    private static Set<Scope> scopes(List<String> words, JsonFields fields) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (int i = 0; i < words.size(); i++) {
            String at = fields.pointer("scopes") + "/" + i;
            Scope.of(words.get(i))
                    .ifPresentOrElse(scopes::add, () -> fields.error(at, "Expected one of " + Scope.words()));
        }
        if (words.isEmpty()) {
            fields.error(fields.pointer("scopes"), "Expected at least one of " + Scope.words());
        }
        return scopes;
    }

    private static @Nullable Instant expiry(JsonFields fields, Instant now) {
        String text = fields.text("expiresAt").orElse("");
        if (text.equals(NEVER)) {
            return null;
        }
        if (text.isEmpty()) {
            return now.plus(LIFE_DEFAULT);
        }
        try {
            Instant expiresAt = OffsetDateTime.parse(text).toInstant();
            if (expiresAt.isAfter(now)) {
                return expiresAt;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        fields.error(fields.pointer("expiresAt"), "Expected a time to come, such as 2030-01-31T12:00:00Z, or never");
        return null;
    }
}
