package dev.florin.server.web.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.House;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.Statement;
import dev.florin.server.storage.UsageSum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;

/** What stands on the paper, read back from its bytes. */
class StatementPdfTest {
    private static final Digest NONE = Digest.of(new byte[16]);
    private static final Instant FIRST = Instant.parse("2026-01-03T09:00:00Z");

    private static StatementHead head(String name, String now) {
        return new StatementHead(
                new MailSettings.Seller("Example Ltd", "1 Main Street\nSpringfield", "GB123456789"),
                "ada",
                name,
                "ada@example.com",
                YearMonth.of(2026, 1),
                ZoneId.of("Europe/Berlin"),
                Instant.parse(now));
    }

    private static Transaction topUp(int sequence, String note) {
        return new Transaction(
                new AccountNumber(1, 1),
                sequence,
                TransactionType.TOP_UP,
                Amount.dollars("20.00"),
                Amount.dollars("20.00"),
                House.CASH,
                null,
                null,
                List.of(),
                null,
                null,
                "customer",
                "pi_1",
                NONE,
                new Text(note, null, new TreeMap<>(), NONE),
                null,
                FIRST.plusSeconds(sequence),
                NONE,
                NONE);
    }

    private static Statement sums(List<Transaction> movements) {
        return new Statement(
                Amount.ZERO,
                Amount.dollars("19.996849925"),
                List.of(
                        new Statement.TypeSum(TransactionType.TOP_UP, movements.size(), new BigDecimal("20.00")),
                        new Statement.TypeSum(TransactionType.CHARGE, 2, new BigDecimal("-0.003150075"))),
                List.of(new UsageSum(
                        FIRST,
                        "sandbox-large",
                        2,
                        1_200_000,
                        10,
                        new BigDecimal("0.003150075"),
                        BigDecimal.ZERO,
                        BigDecimal.ZERO)),
                movements);
    }

    /** Pages of text; kept beside the reports for whoever wants to look. */
    private static List<String> pages(String name, StatementHead head, Statement sums) {
        byte[] paper = StatementPdf.of(head, sums);
        try (PdfReader reader = new PdfReader(paper)) {
            Path folder = Files.createDirectories(Path.of("target", "papers"));
            Files.write(folder.resolve(name + ".pdf"), paper);
            List<String> pages = new ArrayList<>();
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                pages.add(new PdfTextExtractor(reader)
                        .getTextFromPage(page)
                        .replaceAll("\\s+", " ")
                        .replace(" +", "+"));
            }
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePaperNamesWhoSellsWhoBoughtAndEveryNanoDollar() {
        List<String> pages =
                pages("statement", head("Ada Lovelace", "2026-02-03T10:00:00Z"), sums(List.of(topUp(1, "First"))));
        assertEquals(1, pages.size());
        String text = pages.getFirst();
        for (String part : List.of(
                "Example Ltd",
                "1 Main Street",
                "Springfield",
                "Tax id GB123456789",
                "AI credit statement, January 2026",
                "Ada Lovelace (ada@example.com)",
                "1 January 2026 to 31 January 2026, time zone Europe/Berlin",
                "Top-up",
                "+$20.00",
                "-$0.003150075",
                "$19.996849925",
                "Balance at the end",
                "sandbox-large",
                "1,200,000",
                "3 Jan 2026, 10:00",
                "First",
                "Page 1 of")) {
            assertTrue(text.contains(part), part + " is not in " + text);
        }
        assertFalse(text.contains("not over"), text);
    }

    @Test
    void aMonthThatIsNotOverSaysSo() {
        String text = pages("open", head("Ada", "2026-01-20T10:00:00Z"), sums(List.of()))
                .getFirst();
        assertTrue(text.contains("The month is not over") && text.contains("Balance now"), text);
    }

    @Test
    void lettersThatTheFontLacksAreShownAsMissing() {
        String text = pages("letters", head("Žofie Ωμέγα 李 <b>=1+1", "2026-02-03T10:00:00Z"), sums(List.of()))
                .getFirst();
        assertTrue(text.contains("Žofie Ωμέγα ? <b>=1+1"), text);
    }

    @Test
    void manyRowsGoOnOverPagesWithTheirHeading() {
        List<Transaction> many = new ArrayList<>();
        for (int row = 1; row <= 200; row++) {
            many.add(topUp(row, "row number " + row));
        }
        List<String> pages = pages("many", head("Ada", "2026-02-03T10:00:00Z"), sums(many));
        assertTrue(pages.size() > 2, "there are " + pages.size() + " pages");
        for (int row = 1; row <= 200; row++) {
            String note = "row number " + row + "+$20";
            assertEquals(1, pages.stream().filter(page -> page.contains(note)).count(), note);
        }
        pages.forEach(page -> assertTrue(page.contains("Balance after") && page.contains("AI credit statement"), page));
    }
}
