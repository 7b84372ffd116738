package dev.florin.sandbox.world;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;

/** A line of the journal while it is written: documents that were put, and ids that are gone. */
final class Line {
    private final ByteArrayOutputStream puts = new ByteArrayOutputStream();
    private final ByteArrayOutputStream gone = new ByteArrayOutputStream();

    /** Adds a document and says how many bytes that took. */
    int put(Turn.Key key, byte[] document) {
        int before = puts.size();
        next(puts);
        name(puts, key);
        puts.write(',');
        puts.writeBytes(document);
        puts.write(']');
        return puts.size() - before;
    }

    void remove(Turn.Key key) {
        next(gone);
        name(gone, key);
        gone.write(']');
    }

    private static void next(ByteArrayOutputStream list) {
        if (list.size() > 0) {
            list.write(',');
        }
    }

    private static void name(ByteArrayOutputStream list, Turn.Key key) {
        list.write('[');
        list.writeBytes(text(key.kind().name()));
        list.write(',');
        list.writeBytes(text(key.id()));
    }

    /** As JSON: an id may be anything that a caller chose. */
    private static byte[] text(String value) {
        return JsonNodeFactory.instance.stringNode(value).toString().getBytes(StandardCharsets.UTF_8);
    }

    int bytes() {
        return puts.size() + gone.size();
    }

    boolean isEmpty() {
        return bytes() == 0;
    }

    byte[] whole() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(bytes() + 32);
        line.writeBytes("{\"put\":[".getBytes(StandardCharsets.UTF_8));
        line.writeBytes(puts.toByteArray());
        line.writeBytes("],\"del\":[".getBytes(StandardCharsets.UTF_8));
        line.writeBytes(gone.toByteArray());
        line.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return line.toByteArray();
    }
}
