// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.deadletters.DeadLetters.Position;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/** An output that the broker will never take aborts the transaction, and gives a strike to the record it came from. */
public final class ProductionStrikes implements ProductionExceptionHandler {
    private Strikes strikes = new Strikes("unnamed");

    @Override
    public void configure(Map<String, ?> configs) {
        strikes = (Strikes) Objects.requireNonNull(configs.get(Strikes.CONFIG), Strikes.CONFIG);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (context.topic() != null && exception instanceof RecordTooLargeException) {
            strikes.strike(new Position(context.topic(), context.partition(), context.offset()), exception);
        }
        return Response.fail();
    }
}
