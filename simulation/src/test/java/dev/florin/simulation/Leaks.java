package dev.florin.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for card data and secrets in everything that was written: tables, logs, and what the stand-in keeps. */
final class Leaks {
    /** Whole numbers of test cards, secrets of clients, and keys and secrets of ours. */
    private static final Pattern SECRET = Pattern.compile(
            "\\b(4242424242424242|40000[0-9]{11}|5555555555554444|378282246310005)\\b|_secret_[A-Za-z0-9]+|sk_test_simulation|whsec_");

    private Leaks() {}

    /** Where something was found that must be nowhere; the names of tables and files. */
    static List<String> in(SimulatedDatabase database, Path folder) {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.connect()) {
            for (String table : tables(connection)) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        look(rows.getString(1), "table " + table, found);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                look(Files.readString(log, StandardCharsets.UTF_8), log.getFileName().toString(), found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().distinct().toList();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'florin'::regnamespace")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static void look(String text, String where, List<String> found) {
        Matcher matcher = SECRET.matcher(text);
        if (matcher.find()) {
            found.add(where + ": " + matcher.group());
        }
    }
}
