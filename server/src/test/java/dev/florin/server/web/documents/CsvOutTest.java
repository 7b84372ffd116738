package dev.florin.server.web.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spreadsheet makes of a cell that somebody else has written. */
class CsvOutTest {
    private static String cell(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvOut csv = new CsvOut(out);
        try {
            csv.text(text).end();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(1)",
                "+1",
                "-1+1",
                "@SUM(1)",
                "|calc",
                "%0",
                "\uFF1D1+1",
                "\uFF0B1",
                "\uFF0D1",
                "\uFF201",
                "\t=1",
                "\r\n=1",
                " =1",
                "\u00A0=1",
                "\uFEFF=1",
                "\u0000=1"
            })
    void whatWouldBeAFormulaIsText(String text) {
        assertEquals("\"'" + text + "\"\r\n", cell(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5=x", "a,b", "", " ", "1"})
    void whatIsNoneStaysAsItIs(String text) {
        assertEquals('"' + text + "\"\r\n", cell(text));
    }

    @Test
    void aQuotationMarkDoesNotEndTheCell() {
        assertEquals("\"a\"\",=1\"\r\n", cell("a\",=1"));
        assertEquals("\"'=\"\"1\"\r\n", cell("=\"1"));
    }
}
