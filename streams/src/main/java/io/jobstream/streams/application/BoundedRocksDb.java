// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write buffer budget for all stores of a process, so that memory does not grow with
 * partitions. Kafka Streams makes one of these for each store; what they share is made by the first and lives as long
 * as the process.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** Bytes for all of them; the first application of a process decides. */
    static final String BYTES_CONFIG = "jobstream.rocksdb.bytes";

    private static final long WRITE_BUFFER_BYTES = 4L * 1024 * 1024;
    private static @Nullable Shared shared;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared(configs);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    /** Closes nothing: other stores use the same memory. */
    @Override
    public void close(String storeName, Options options) {}

    private static synchronized Shared shared(Map<String, Object> configs) {
        if (shared == null) {
            RocksDB.loadLibrary();
            Object bytes = configs.get(BYTES_CONFIG);
            long limit = bytes instanceof Number number ? number.longValue() : StreamsSettings.ROCKS_DB_BYTES_DEFAULT;
            Cache cache = new LRUCache(limit, -1, false, 0.1);
            shared = new Shared(cache, new WriteBufferManager(limit / 2, cache));
        }
        return shared;
    }

    private record Shared(Cache cache, WriteBufferManager writeBuffers) {}
}
