package dev.florin.server.notices;

import dev.florin.core.check.Check;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A small mail server that keeps what it is sent, and can be told to fail. Thread-safe. */
final class MailStandIn implements AutoCloseable {
    private final ServerSocket listening;
    private final MailSettings.Security security;
    private final @Nullable SSLContext keys;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final java.util.Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile String answerToRecipients = "250 OK";
    private volatile boolean down;
    private volatile boolean silent;

    /** Everything in the clear. */
    MailStandIn() {
        this(MailSettings.Security.NONE, null);
    }

    /** With these keys, where it offers TLS; it is then called {@code localhost}. */
    MailStandIn(MailSettings.Security security, @Nullable SSLContext keys) {
        this.security = security;
        this.keys = keys;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    /** A mail as it came: who it was for by the protocol, and its lines. */
    record Received(String recipient, List<String> lines) {
        /** The headers of that name, folded lines joined. */
        List<String> headers(String name) {
            List<String> found = new ArrayList<>();
            boolean of = false;
            for (String line : lines) {
                if (line.isEmpty()) {
                    break;
                }
                if (line.startsWith(" ") || line.startsWith("\t")) {
                    if (of) {
                        found.add(found.removeLast() + " " + line.strip());
                    }
                    continue;
                }
                of = line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
                if (of) {
                    found.add(line.substring(name.length() + 1).strip());
                }
            }
            return found;
        }

        String header(String name) {
            return headers(name).getFirst();
        }
    }

    MailSettings.Server address() {
        return new MailSettings.Server("127.0.0.1", port(), MailSettings.Security.NONE, null, null);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Every line that came before or outside a mail's text. */
    List<String> heard() {
        return heard;
    }

    /** From now on it takes connections and says nothing. */
    void silent() {
        silent = true;
    }

    List<Received> received() {
        return received;
    }

    /** From now on every connection is closed at once, or no more. */
    void down(boolean now) {
        down = now;
        open.forEach(MailStandIn::close);
    }

    void answerToRecipients(String line) {
        answerToRecipients = line;
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                if (down) {
                    socket.close();
                    continue;
                }
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        try (Socket socket = security == MailSettings.Security.TLS ? secured(plain) : plain) {
            if (silent) {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            say(socket, "220 stand-in");
            converse(socket);
        } catch (IOException gone) {
            // The caller left, or the test has ended it.
        } finally {
            open.remove(plain);
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String recipient = "";
        for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            String word = line.length() < 4 ? line : line.substring(0, 4);
            switch (word) {
                case "EHLO" -> say(socket, greeting(socket));
                case "STAR" -> {
                    say(socket, "220 go on in private");
                    converse(secured(socket));
                    return;
                }
                case "AUTH" -> say(socket, "235 welcome");
                case "RCPT" -> {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    say(socket, answerToRecipients);
                }
                case "DATA" -> {
                    say(socket, "354 go on");
                    received.add(new Received(recipient, data(in)));
                    say(socket, "250 OK");
                }
                case "QUIT" -> {
                    say(socket, "221 bye");
                    return;
                }
                default -> say(socket, "250 OK");
            }
        }
    }

    private String greeting(Socket socket) {
        boolean offers = security == MailSettings.Security.STARTTLS && !(socket instanceof SSLSocket);
        return offers ? "250-stand-in\r\n250 STARTTLS" : "250-stand-in\r\n250 AUTH PLAIN";
    }

    private SSLSocket secured(Socket socket) throws IOException {
        SSLSocket tls = (SSLSocket) Check.present(keys, "the keys of a private server")
                .getSocketFactory()
                .createSocket(socket, null, true);
        tls.setUseClientMode(false);
        return tls;
    }

    private static List<String> data(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (@Nullable String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            lines.add(line.startsWith("..") ? line.substring(1) : line);
        }
        return lines;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(MailStandIn::close);
    }
}
