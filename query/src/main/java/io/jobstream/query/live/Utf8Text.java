// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes that come in pieces as text: a character that is cut at the end of a piece comes with the next one. */
final class Utf8Text {
    private byte[] carried;

    /** @param carried what an earlier reader was left with */
    Utf8Text(byte[] carried) {
        this.carried = carried.clone();
    }

    /** Bytes that are no UTF-8 become U+FFFD; at the end nothing is kept back. */
    String decode(byte[] piece, boolean end) {
        ByteBuffer in = ByteBuffer.allocate(carried.length + piece.length)
                .put(carried)
                .put(piece)
                .flip();
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, end);
        if (end) {
            decoder.flush(out);
        }
        carried = new byte[in.remaining()];
        in.get(carried);
        return out.flip().toString();
    }

    /** The bytes of a character that is not whole yet: three at most. */
    byte[] carried() {
        return carried.clone();
    }
}
