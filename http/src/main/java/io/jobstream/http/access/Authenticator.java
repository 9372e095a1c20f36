// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.jobstream.http.ProblemException;
import java.util.Optional;

/** One kind of credential. */
public interface Authenticator {
    /** Whether a credential looks like one of this kind; nothing is believed yet. */
    boolean takes(String credential);

    /**
     * Who it is of; empty when it is not good.
     *
     * @throws ProblemException 503 when that cannot be told now: nobody gets in on a guess
     */
    Optional<Identity> identify(String credential);
}
