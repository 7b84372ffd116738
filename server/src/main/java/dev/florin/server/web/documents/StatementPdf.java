package dev.florin.server.web.documents;

import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.storage.Statement;
import dev.florin.server.storage.UsageSum;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;

/** The statement of a month on paper: what was there, what came and went, what is left. For one paper; not thread-safe. */
public final class StatementPdf {
    private static final float MARGIN = 48;
    private static final float FOOT = 56;
    private static final float SMALL = 8;
    private static final float BODY = 9;
    private static final float HEADING = 11;
    private static final float TITLE = 18;
    private static final float LEADING = 14;
    private static final float LINE_WIDTH = 0.5f;
    private static final Color LINE = new Color(0xd5, 0xd9, 0xe0);

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);

    private final StatementHead head;
    private final Statement sums;
    private final PaperFonts fonts = new PaperFonts();

    private StatementPdf(StatementHead head, Statement sums) {
        this.head = head;
        this.sums = sums;
    }

    /** The bytes of the paper. */
    public static byte[] of(StatementHead head, Statement sums) {
        return new StatementPdf(head, sums).write();
    }

    private byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Document paper = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, FOOT)) {
            PdfWriter writer = PdfWriter.getInstance(paper, bytes);
            writer.setPageEvent(new PageNumbers(fonts, head.seller().name() + " · AI credit statement · " + month()));
            paper.addTitle("AI credit statement, " + month());
            paper.addAuthor(head.seller().name());
            paper.setDocumentLanguage("en");
            paper.open();
            paper.add(seller());
            paper.add(paragraph(fonts.bold("AI credit statement, " + month(), TITLE), 28));
            paper.add(about());
            paper.add(paragraph(fonts.bold("Balance", HEADING), 22));
            paper.add(balance());
            addUsage(paper);
            addMovements(paper);
            paper.add(paragraph(
                    fonts.grey(
                            "All amounts are US dollars and exact. Top-ups and prices are gross amounts. Tax: $0.00.",
                            SMALL),
                    14));
        }
        return bytes.toByteArray();
    }

    private String month() {
        return head.month().getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " "
                + head.month().getYear();
    }

    private Paragraph seller() {
        MailSettings.Seller seller = head.seller();
        Paragraph lines = new Paragraph();
        lines.setLeading(12);
        lines.add(fonts.bold(seller.name(), BODY));
        String address = seller.address();
        if (address != null) {
            lines.add(fonts.grey("\n" + address, BODY));
        }
        if (seller.taxId() != null) {
            lines.add(fonts.grey("\nTax id " + seller.taxId(), BODY));
        }
        return lines;
    }

    private static Paragraph paragraph(Phrase phrase, float before) {
        Paragraph paragraph = new Paragraph(phrase);
        paragraph.setLeading(LEADING);
        paragraph.setSpacingBefore(before);
        paragraph.setKeepTogether(true);
        return paragraph;
    }

    private PdfPTable about() {
        PdfPTable table = table(22, 78);
        String who = head.name() == null ? "" : head.name();
        String email = head.email() == null ? "" : head.email();
        pair(table, "Customer", who.isEmpty() || email.isEmpty() ? who + email : who + " (" + email + ")");
        pair(table, "Account", head.account());
        pair(
                table,
                "Period",
                DAY.format(head.month().atDay(1)) + " to "
                        + DAY.format(head.month().atEndOfMonth()) + ", time zone "
                        + head.zone().getId());
        pair(
                table,
                "Made",
                minute(head.now())
                        + (head.isClosed() ? "" : ". The month is not over: this is how it stands at that time."));
        return table;
    }

    private String minute(Instant time) {
        return MINUTE.format(time.atZone(head.zone()));
    }

    private void pair(PdfPTable table, String name, String value) {
        if (!value.isEmpty()) {
            table.addCell(cell(fonts.grey(name, BODY), Element.ALIGN_LEFT, Rectangle.NO_BORDER));
            table.addCell(cell(fonts.text(value, BODY), Element.ALIGN_LEFT, Rectangle.NO_BORDER));
        }
    }

    private PdfPTable balance() {
        PdfPTable table = table(50, 20, 30);
        heads(table, "", "Rows", "Amount");
        row(table, true, "Balance at the beginning", "", DollarText.exact(sums.opening()));
        for (Statement.TypeSum sum : sums.totals()) {
            row(table, false, RowWords.of(sum.type()), count(sum.count()), DollarText.change(sum.amount()));
        }
        row(table, true, head.isClosed() ? "Balance at the end" : "Balance now", "", DollarText.exact(sums.closing()));
        return table;
    }

    private void addUsage(Document paper) {
        if (sums.usage().isEmpty()) {
            return;
        }
        paper.add(paragraph(fonts.bold("Use by model", HEADING), 22));
        PdfPTable table = table(34, 10, 14, 14, 14, 14);
        heads(table, "Model", "Calls", "Tokens in", "Tokens out", "Charged", "Given back");
        for (UsageSum model : sums.usage()) {
            row(
                    table,
                    false,
                    model.group() == null ? "No model named" : model.group(),
                    count(model.calls()),
                    count(model.inputTokens()),
                    count(model.outputTokens()),
                    DollarText.exact(model.amount()),
                    model.reversed().signum() == 0 ? "" : DollarText.exact(model.reversed()));
        }
        paper.add(table);
    }

    private void addMovements(Document paper) {
        if (sums.movements().isEmpty()) {
            return;
        }
        paper.add(paragraph(fonts.bold("Payments, credit and corrections", HEADING), 22));
        PdfPTable table = table(20, 20, 28, 16, 16);
        heads(table, "Time", "What", "Note", "Amount", "Balance after");
        for (Transaction row : sums.movements()) {
            row(
                    table,
                    3,
                    minute(row.createdAt()),
                    RowWords.of(row.type()),
                    note(row),
                    DollarText.change(row.amount().decimal()),
                    DollarText.exact(row.balanceAfter()));
        }
        paper.add(table);
        long more = sums.movementCount() - sums.movements().size();
        if (more > 0) {
            paper.add(paragraph(
                    fonts.grey(count(more) + " more rows of this kind are in the export of the history.", BODY), 6));
        }
    }

    private static String note(Transaction row) {
        Text text = row.text();
        if (text == null) {
            return "";
        }
        String description = text.description();
        String reason = text.reason();
        return description != null ? description : reason != null ? reason : "";
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static PdfPTable table(float... widths) {
        PdfPTable table = new PdfPTable(widths);
        table.setWidthPercentage(100);
        table.setSpacingBefore(5);
        return table;
    }

    private void heads(PdfPTable table, String... names) {
        for (int i = 0; i < names.length; i++) {
            boolean words = i == 0 || names[i].equals("What") || names[i].equals("Note");
            table.addCell(cell(
                    fonts.grey(names[i], SMALL), words ? Element.ALIGN_LEFT : Element.ALIGN_RIGHT, Rectangle.BOTTOM));
        }
        table.setHeaderRows(1);
    }

    /** One whose first cell is words, the others numbers. */
    private void row(PdfPTable table, boolean bold, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            Phrase phrase = bold ? fonts.bold(cells[i], BODY) : fonts.text(cells[i], BODY);
            table.addCell(cell(phrase, i == 0 ? Element.ALIGN_LEFT : Element.ALIGN_RIGHT, Rectangle.BOTTOM));
        }
    }

    /** One whose first {@code words} cells are words. */
    private void row(PdfPTable table, int words, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            table.addCell(cell(
                    fonts.text(cells[i], BODY),
                    i < words ? Element.ALIGN_LEFT : Element.ALIGN_RIGHT,
                    Rectangle.BOTTOM));
        }
    }

    private static PdfPCell cell(Phrase phrase, int alignment, int border) {
        PdfPCell cell = new PdfPCell(phrase);
        cell.setHorizontalAlignment(alignment);
        cell.setBorder(border);
        cell.setBorderColor(LINE);
        cell.setBorderWidth(LINE_WIDTH);
        cell.setPaddingTop(4);
        cell.setPaddingBottom(5);
        cell.setPaddingLeft(alignment == Element.ALIGN_LEFT ? 0 : 6);
        cell.setPaddingRight(alignment == Element.ALIGN_LEFT ? 6 : 0);
        return cell;
    }
}
