// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.deadletters.DeadLetters.Position;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/** A record whose processing throws aborts the transaction, and gets a strike if it is to blame. */
public final class ProcessingStrikes implements ProcessingExceptionHandler {
    private Strikes strikes = new Strikes("unnamed");

    @Override
    public void configure(Map<String, ?> configs) {
        strikes = (Strikes) Objects.requireNonNull(configs.get(Strikes.CONFIG), Strikes.CONFIG);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        // A punctuation has no record and no topic.
        if (context.topic() != null && Failures.ofTheRecord(exception)) {
            strikes.strike(new Position(context.topic(), context.partition(), context.offset()), exception);
        }
        return Response.fail();
    }
}
