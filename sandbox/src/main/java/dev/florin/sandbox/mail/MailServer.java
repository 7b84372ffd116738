package dev.florin.sandbox.mail;

import java.net.InetAddress;
import java.util.concurrent.Executors;
import org.subethamail.smtp.server.SMTPServer;

/** Listens for SMTP on loopback, takes every mail and puts it into the box. No sign-in, no TLS: nothing leaves the machine. */
public final class MailServer implements AutoCloseable {
    /** More than any mail of Florin's; a mistake in a loop is refused instead of filling memory. */
    static final int MOST_BYTES_OF_A_MAIL = 1024 * 1024;

    /** One client keeps one connection or two; the rest is a test that sends at once. */
    private static final int MOST_CONNECTIONS = 100;

    private static final int MOST_RECIPIENTS = 100;
    private static final int SILENCE_MILLIS = 60_000;

    private final SMTPServer server;

    private MailServer(SMTPServer server) {
        this.server = server;
    }

    /** Listens on a port of loopback; 0 lets the system choose. */
    public static MailServer start(int port, MailBox box) {
        SMTPServer server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .softwareName("Florin sandbox")
                .maxConnections(MOST_CONNECTIONS)
                .maxRecipients(MOST_RECIPIENTS)
                .maxMessageSize(MOST_BYTES_OF_A_MAIL)
                .connectionTimeoutMs(SILENCE_MILLIS)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(context -> new Delivery(box))
                .build();
        server.start();
        return new MailServer(server);
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }
}
