package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://ann:pw@db/credit                        | jdbc:postgresql://db/credit                        | ann   | pw
            postgres://ann:pw@db:6432/credit                     | jdbc:postgresql://db:6432/credit                   | ann   | pw
            postgresql://ann@db/credit                           | jdbc:postgresql://db/credit                        | ann   | ''
            postgresql://db/credit?user=ann&password=p%26w       | jdbc:postgresql://db/credit                        | ann   | p&w
            postgresql://a%40b:p%3Aw+%25@[::1]:5432/credit       | jdbc:postgresql://[::1]:5432/credit                | a@b   | p:w+%
            postgresql://ann:pw@a:1,b:2/credit?target_session_attrs=read-write | jdbc:postgresql://a:1,b:2/credit?targetServerType=primary | ann | pw
            postgresql://ann:pw@db/credit?sslmode=require&connect_timeout=5 | jdbc:postgresql://db/credit?sslmode=require&connectTimeout=5 | ann | pw
            jdbc:postgresql://db:5432/credit?user=ann&password=pw&sslmode=verify-full | jdbc:postgresql://db:5432/credit?sslmode=verify-full | ann | pw
            jdbc:postgresql://db/credit?user=ann&socketTimeout=7 | jdbc:postgresql://db/credit?socketTimeout=7        | ann   | ''
            """)
    void bothSpellingsAreUnderstood(String text, String jdbcUrl, String user, String password) {
        List<String> mistakes = new ArrayList<>();
        assertEquals(Optional.of(new DatabaseUrl(jdbcUrl, user, password)), DatabaseUrl.parse(text, mistakes));
        assertEquals(List.of(), mistakes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann:hunter2@db/credit",
                "postgresql://ann:hunter2@db",
                "postgresql://ann:hunter2@/credit",
                "postgresql://ann:hunter2@db/",
                "postgresql://ann:hunter2@hunter2@db/credit",
                "postgresql://ann:hunter2@/var/run/postgresql/credit",
                "postgresql://:hunter2@db/credit",
                "postgresql://ann:hunter2%@db/credit",
                "postgresql://ann:hunter2@db/credit?passfile=x",
                "postgresql://ann:hunter2@db/credit?sslmode",
                "jdbc:mysql://db/credit?password=hunter2",
                "hunter2"
            })
    void whatIsNoAddressIsRefusedWithoutTellingThePassword(String text) {
        List<String> mistakes = new ArrayList<>();
        assertEquals(Optional.empty(), DatabaseUrl.parse(text, mistakes));
        assertEquals(1, mistakes.size());
        assertTrue(mistakes.getFirst().startsWith("FLORIN_DATABASE_URL "), mistakes.getFirst());
        assertFalse(mistakes.getFirst().contains("hunter2"), mistakes.getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://ann:hunter2@db/credit                 | postgresql://ann:***@db/credit
            postgresql://ann:hunt@er2@db/credit                | postgresql://ann:***@db/credit
            jdbc:postgresql://db/credit?user=a&password=x&b=c  | jdbc:postgresql://db/credit?user=a&password=***&b=c
            postgresql://db/credit?sslpassword=x               | postgresql://db/credit?sslpassword=***
            postgresql://ann@db:5432/credit                    | postgresql://ann@db:5432/credit
            """)
    void thePasswordIsHidden(String text, String shown) {
        assertEquals(shown, DatabaseUrl.withoutPassword(text));
    }

    @Test
    void noTextOfItShowsThePassword() {
        assertFalse(new DatabaseUrl("jdbc:postgresql://db/credit", "ann", "hunter2")
                .toString()
                .contains("hunter2"));
    }
}
