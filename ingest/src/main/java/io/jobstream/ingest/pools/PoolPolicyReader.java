// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.pools;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an operator says of a pool. */
final class PoolPolicyReader {
    private static final List<String> NAMES = List.of(Packing.SPREAD.name(), Packing.PACK.name());

    private PoolPolicyReader() {}

    /**
     * The body of {@code PUT /v1/pools/{pool}/policy}.
     *
     * @param cellsBefore how many cells it has, which it keeps where nothing is said
     * @throws ProblemException 400 with every mistake
     */
    static PoolPolicy read(String pool, JsonNode body, int cellsBefore, int cellsMax) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        PoolPolicy policy = policy(pool, packing(fields), cells(fields, cellsBefore, cellsMax));
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return policy;
    }

    /** A pool's name, as a path has it. */
    static String known(String pool) {
        if (!SubmissionReader.isPool(pool)) {
            throw ProblemException.notFound("No pool can be called so");
        }
        return pool;
    }

    static PoolPolicy policy(String pool, @Nullable Packing packing, int cells) {
        return new PoolPolicy(pool, packing, cells == 1 ? null : cells);
    }

    private static int cells(JsonFields fields, int before, int max) {
        int cells = fields.integer("cells").orElse(before);
        if (cells < before || cells > Math.max(before, max)) {
            fields.error(fields.pointer("cells"), "Expected " + before + " to " + max + ": a pool never has fewer");
            return before;
        }
        return cells;
    }

    private static @Nullable Packing packing(JsonFields fields) {
        String text = fields.text("packing").orElse(null);
        if (text == null) {
            return null;
        }
        if (!NAMES.contains(text)) {
            fields.error(fields.pointer("packing"), "Expected " + String.join(" or ", NAMES));
            return null;
        }
        return Packing.valueOf(text);
    }
}
