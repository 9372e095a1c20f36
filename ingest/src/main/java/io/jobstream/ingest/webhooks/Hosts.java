// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Which server a forge's URL is of. */
public final class Hosts {
    private Hosts() {}

    /** The host and port of a URL; empty where there is none. */
    public static String of(String url) {
        try {
            String authority = new URI(url).getAuthority();
            return authority == null
                    ? ""
                    : authority.substring(authority.indexOf('@') + 1).toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
