package dev.florin.server.web.documents;

import dev.florin.core.check.Check;
import org.jspecify.annotations.Nullable;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.pdf.ColumnText;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfPageEventHelper;
import org.openpdf.text.pdf.PdfTemplate;
import org.openpdf.text.pdf.PdfWriter;

/** The foot of each page: what the paper is, and which page of how many. For one paper; not thread-safe. */
final class PageNumbers extends PdfPageEventHelper {
    private static final float SIZE = 8;
    private static final float ABOVE_THE_EDGE = 30;
    private static final float ROOM = 14;
    private static final float LINE_HEIGHT = 10;

    private final PaperFonts fonts;
    private final String text;
    /** A place on every page, filled at the end. */
    private @Nullable PdfTemplate howMany;

    PageNumbers(PaperFonts fonts, String text) {
        this.fonts = fonts;
        this.text = text;
    }

    @Override
    public void onOpenDocument(PdfWriter writer, Document paper) {
        howMany = writer.getDirectContent().createTemplate(ROOM, LINE_HEIGHT);
    }

    @Override
    public void onEndPage(PdfWriter writer, Document paper) {
        PdfContentByte page = writer.getDirectContent();
        ColumnText.showTextAligned(page, Element.ALIGN_LEFT, fonts.grey(text, SIZE), paper.left(), ABOVE_THE_EDGE, 0);
        float end = paper.right() - ROOM;
        ColumnText.showTextAligned(
                page,
                Element.ALIGN_RIGHT,
                fonts.grey("Page " + writer.getPageNumber() + " of", SIZE),
                end,
                ABOVE_THE_EDGE,
                0);
        page.addTemplate(Check.present(howMany, "the place"), end + 3, ABOVE_THE_EDGE);
    }

    /** Only now is it known how many pages there are. */
    @Override
    public void onCloseDocument(PdfWriter writer, Document paper) {
        ColumnText.showTextAligned(
                Check.present(howMany, "the place"),
                Element.ALIGN_LEFT,
                fonts.grey(String.valueOf(writer.getPageNumber() - 1), SIZE),
                0,
                0,
                0);
    }
}
