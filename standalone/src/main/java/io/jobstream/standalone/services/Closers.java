// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be closed at the end, last opened first; one that fails does not keep the others open. */
public final class Closers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Closers.class);

    private final Deque<Closer> closers = new ArrayDeque<>();

    private record Closer(String name, AutoCloseable resource) {}

    public synchronized <T extends AutoCloseable> T add(String name, T resource) {
        closers.push(new Closer(name, resource));
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!closers.isEmpty()) {
            Closer closer = closers.pop();
            long begin = System.nanoTime();
            try {
                closer.resource().close();
            } catch (Exception e) {
                log.atWarn().addKeyValue("part", closer.name()).setCause(e).log("Did not stop in order");
            }
            log.atInfo()
                    .addKeyValue("part", closer.name())
                    .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                    .log("Stopped");
        }
    }
}
