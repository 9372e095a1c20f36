// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import nl.altindag.ssl.SSLFactory;

/** Shakes hands with a certificate's context, each time anew. */
record TlsPeer(SSLServerSocket server) implements AutoCloseable {
    static TlsPeer of(ServerCertificate certificate) throws IOException {
        SSLServerSocket server = (SSLServerSocket) certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (SSLSocket accepted = (SSLSocket) server.accept()) {
                            accepted.startHandshake();
                        } catch (IOException e) {
                            // The client has what it wants, or the test is over.
                        }
                    }
                },
                "tls-peer");
        thread.setDaemon(true);
        thread.start();
        return new TlsPeer(server);
    }

    /** With a client that remembers no session: who it is is what is looked at. */
    String subject() throws IOException {
        SSLContext client =
                SSLFactory.builder().withUnsafeTrustMaterial().build().getSslContext();
        try (SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(server.getInetAddress(), server.getLocalPort())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
