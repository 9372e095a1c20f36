// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpLimitsTest {
    private static final Duration DEADLINE = Duration.ofMillis(500);
    private static final String REQUEST = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void closesAConnectionWhoseHeadersDoNotEnd() throws Exception {
        try (HttpServer server = start(HttpLimits.DEFAULT.withHeadersWithin(DEADLINE));
                Socket slow = connect(server)) {
            send(slow, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> isClosed(slow));
        }
    }

    @Test
    void closesNoneThatRestsBetweenRequests() throws Exception {
        try (HttpServer server = start(HttpLimits.DEFAULT.withHeadersWithin(DEADLINE));
                Socket resting = connect(server)) {
            for (int i = 0; i < 3; i++) {
                send(resting, REQUEST);
                assertThat(answer(resting)).startsWith("HTTP/1.1 200");
                await().pollDelay(DEADLINE.multipliedBy(2)).until(() -> true);
            }
        }
    }

    @Test
    void letsConnectionsBeyondTheLimitWaitUntilOthersEnd() throws Exception {
        try (HttpServer server = start(HttpLimits.DEFAULT.withConnectionsMax(2));
                Socket first = connect(server);
                Socket second = connect(server);
                Socket third = connect(server)) {
            for (Socket open : List.of(first, second)) {
                send(open, REQUEST);
                assertThat(answer(open)).startsWith("HTTP/1.1 200");
            }
            send(third, REQUEST);
            third.setSoTimeout(300);
            assertThatThrownBy(() -> answer(third)).isInstanceOf(SocketTimeoutException.class);

            first.close();

            third.setSoTimeout(20_000);
            assertThat(answer(third)).startsWith("HTTP/1.1 200");
        }
    }

    private static HttpServer start(HttpLimits limits) {
        return HttpServer.start(HttpConfig.onLoopback(0).with(limits), List.of());
    }

    private static Socket connect(HttpServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    /** What comes first of an answer, which is read up to the end of its body. */
    private static String answer(Socket socket) throws IOException {
        byte[] bytes = new byte[4_096];
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("}")) {
            int read = socket.getInputStream().read(bytes);
            if (read < 0) {
                throw new IOException("Closed after: " + answer);
            }
            answer.append(new String(bytes, 0, read, US_ASCII));
        }
        return answer.toString();
    }

    /** One more byte of the headers, unless the server has closed the connection. */
    private static boolean isClosed(Socket socket) {
        try {
            send(socket, "x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
