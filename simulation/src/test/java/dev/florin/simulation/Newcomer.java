package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody who has never seen the pages: does only what is visible, finds it by its label, and counts each thing that is done. Used by
 * one thread.
 */
final class Newcomer implements AutoCloseable {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final int PATIENCE_MILLIS = 15_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> steps = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Newcomer(String address) {
        context = Chromium.shared()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(address)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setViewportSize(1_280, 860));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onPageError(error -> complaints.add("script failed: " + error));
        page.navigate("/");
    }

    Page page() {
        return page;
    }

    Newcomer press(String button) {
        return did("press " + button, () -> named(AriaRole.BUTTON, button).click());
    }

    /** A button whose label says an amount, for instance. */
    Newcomer press(Pattern button) {
        return did(
                "press " + button,
                () -> page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                        .first()
                        .click());
    }

    Newcomer follow(String link) {
        return did("follow " + link, () -> named(AriaRole.LINK, link).click());
    }

    /** The first of several links of that form. */
    Newcomer follow(Pattern link) {
        return did(
                "follow " + link,
                () -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link))
                        .first()
                        .click());
    }

    /** Opens what is folded away behind a label. */
    Newcomer unfold(Pattern label) {
        return did(
                "unfold " + label,
                () -> page.locator("summary")
                        .filter(new Locator.FilterOptions().setHasText(label))
                        .or(page.getByLabel(label))
                        .last()
                        .click());
    }

    Newcomer fill(String label, String text) {
        return did("fill " + label, () -> page.getByLabel(label).first().fill(text));
    }

    Newcomer choose(String label) {
        return did(
                "choose " + label,
                () -> page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                        .check());
    }

    Newcomer agree(Pattern label) {
        return did("agree " + label, () -> page.getByLabel(label).check());
    }

    private Newcomer did(String step, Runnable what) {
        steps.add(step);
        what.run();
        return this;
    }

    private Locator named(AriaRole role, String name) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true))
                .first();
    }

    /** Reading is no step. */
    Newcomer sees(String text) {
        page.getByText(text).first().waitFor();
        return this;
    }

    Newcomer sees(Pattern text) {
        page.getByText(text).first().waitFor();
        return this;
    }

    Newcomer picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("journey-" + name + ".png")));
        return this;
    }

    /** As the documentation shows it: wide or on a phone, light or dark. */
    Newcomer documented(String name, int width, int height, ColorScheme scheme) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})");
        page.evaluate(Visitor.SETTLED);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("docs-" + name + ".png")));
        return this;
    }

    List<String> steps() {
        return List.copyOf(steps);
    }

    @Override
    public void close() {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("journey-end.png")));
        context.close();
        assertEquals(List.of(), complaints);
    }
}
