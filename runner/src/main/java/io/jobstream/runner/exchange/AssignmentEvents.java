// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.JobAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the reader of assignments tells, on its own thread. */
interface AssignmentEvents {
    /** Everything that is appended from now on will be read. May come again after a failure. */
    void ready();

    /** An assignment to this session. */
    void read(JobAssignment assignment);

    /** A record with this runner's key that is no assignment. */
    void undecodable(ConsumerRecord<byte[], byte[]> record, UndecodableException problem);

    /** Nothing can be read for now. */
    void unreadable(String problem);
}
