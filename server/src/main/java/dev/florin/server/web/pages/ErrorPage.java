package dev.florin.server.web.pages;

import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.ErrorPages;
import dev.florin.server.web.http.Problem;

/** What a person is shown instead of a page. Asks no database, which may be what has failed. Thread-safe. */
public final class ErrorPage implements ErrorPages {
    private final Pages pages;

    ErrorPage(Pages pages) {
        this.pages = pages;
    }

    /** The model of the page. */
    public record Model(Frame frame, int status, String heading, String text, String requestId) {}

    @Override
    public Answer.Whole page(Problem problem, String requestId) {
        int status = problem.code().status();
        return switch (status) {
            case 404 ->
                page(
                        pages,
                        status,
                        "We cannot find that page",
                        "It may have moved, or it belongs to another account.",
                        "");
            case 403 -> page(pages, status, "That is not possible", problem.detail(), "");
            case 413 -> page(pages, status, "That is too long", "Please send less text at once.", "");
            case 503 ->
                page(
                        pages,
                        status,
                        "One moment, please",
                        "We could not answer just now. Nothing was charged or changed. Please try again.",
                        requestId);
            case 500 ->
                page(
                        pages,
                        status,
                        "Something went wrong on our side",
                        "It has been logged. Nothing is charged twice: look at your activity before you try again.",
                        requestId);
            default -> page(pages, status, "That did not work", problem.detail(), requestId);
        };
    }

    /** A form that another site has sent. */
    static Answer.Whole foreign(Pages pages) {
        return page(
                pages,
                403,
                "That did not come from here",
                "Another site sent this form in your name, so we did not do it. Nothing was changed.",
                "");
    }

    static Answer.Whole page(Pages pages, int status, String heading, String text, String requestId) {
        return pages.views()
                .page(status, "pages/error.jte", new Model(pages.bareFrame(heading), status, heading, text, requestId));
    }
}
