// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Readers of one codec, kept for each thread: resolving two schemas costs a hundred times what reading a record does.
 */
final class AvroReaders {
    private final ThreadLocal<Map<Key, SpecificDatumReader<?>>> readers = ThreadLocal.withInitial(HashMap::new);

    /** A reader of records that were written with {@code writer}, whose id is {@code writerId}, as {@code type}. */
    @SuppressWarnings("unchecked") // The key names the type.
    <T extends SpecificRecord> SpecificDatumReader<T> of(int writerId, Schema writer, Class<T> type) {
        return (SpecificDatumReader<T>) readers.get()
                .computeIfAbsent(
                        new Key(writerId, type),
                        key -> new SpecificDatumReader<T>(
                                writer, SpecificData.get().getSchema(type), SpecificData.getForClass(type)));
    }

    private record Key(int writerId, Class<?> type) {}
}
