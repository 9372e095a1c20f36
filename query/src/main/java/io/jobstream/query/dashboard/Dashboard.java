// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.dashboard;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.access.Exempt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Serves the page's files, which are part of the program. */
public final class Dashboard {
    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "dashboard.css", "text/css; charset=utf-8",
            "dashboard.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public void addTo(RoutesConfig routes) {
        FILES.forEach((name, type) -> {
            byte[] content = read(name);
            routes.get("/" + (name.equals("index.html") ? "" : name), ctx -> answer(ctx, type, content), Exempt.PUBLIC);
        });
    }

    private static void answer(Context ctx, String type, byte[] content) {
        ctx.contentType(type)
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-cache")
                .result(content);
    }

    private static byte[] read(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing from the program: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
