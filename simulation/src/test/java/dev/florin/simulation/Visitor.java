package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Somebody at a real browser who visits the pages of a {@link Shop}. Whatever the browser complains about (a refused script, an
 * error of ours) fails the test when the visit ends. Used by one thread.
 */
final class Visitor implements AutoCloseable {
    /** Pictures that a run keeps. */
    private static final Path PICTURES = Path.of("target", "screenshots");

    private static final int PATIENCE_MILLIS = 30_000;

    /** A page that moves more than this after it was shown annoys whoever was about to click. */
    private static final double MOST_SHIFT = 0.1;

    /** What a page and all that belongs to it may weigh, for somebody who comes for the first time. */
    private static final int MOST_BYTES = 100_000;

    private static final List<String> EVERY_RULE =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    /** What may be wrong in the dark though it is right in the light. */
    private static final List<String> RULES_OF_COLOUR = List.of("color-contrast", "target-size");

    /** Waits until what has changed has been drawn. What turns for ever, while a payment is looked after, never ends. */
    static final String SETTLED = """
            async () => {
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              await Promise.all(document.getAnimations()
                .filter(each => each.effect?.getComputedTiming().endTime !== Infinity)
                .map(each => each.finished.catch(() => {})));
            }""";

    private static final String AXE = axe();

    private final Shop shop;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** How somebody looks at the pages. */
    enum Look {
        LIGHT(1_280, 860, ColorScheme.LIGHT),
        DARK(1_280, 860, ColorScheme.DARK),
        PHONE(360, 740, ColorScheme.LIGHT),
        PHONE_DARK(360, 740, ColorScheme.DARK);

        private final int width;
        private final int height;
        private final ColorScheme scheme;

        Look(int width, int height, ColorScheme scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }
    }

    Visitor(Shop shop) {
        this(shop, true);
    }

    /** A visitor whose browser runs scripts, or does not. */
    Visitor(Shop shop, boolean scripts) {
        this.shop = shop;
        this.context = Chromium.shared()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(shop.publicUrl())
                        .setJavaScriptEnabled(scripts)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setViewportSize(Look.LIGHT.width, Look.LIGHT.height));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        this.page = watched(context.newPage());
    }

    private Page watched(Page opened) {
        opened.onConsoleMessage(this::hear);
        opened.onPageError(error -> complaints.add("script failed: " + error));
        return opened;
    }

    /** A refusal that a test provokes is told as a resource that failed; a page that lacks one of its files is our mistake. */
    private void hear(ConsoleMessage message) {
        boolean refused = message.text().startsWith("Failed to load resource")
                && !message.location().contains("/assets/");
        if ((message.type().equals("error") || message.type().equals("warning")) && !refused) {
            complaints.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    /** The tab. */
    Page page() {
        return page;
    }

    /** One more tab of the same browser. */
    Page newTab() {
        return watched(context.newPage());
    }

    BrowserContext context() {
        return context;
    }

    /** Comes from the host by a one-time link, as customers do. */
    Visitor signIn(String account) {
        come(page, account);
        return this;
    }

    /** The same in another tab, while this one stays where it is. */
    void signInBeside(String account) {
        Page beside = newTab();
        come(beside, account);
        beside.close();
    }

    private void come(Page tab, String account) {
        String url = shop.calls()
                .post("/v1/portal-sessions", null, "{\"account\":\"" + account + "\"}")
                .text("url");
        tab.navigate(url);
        if (tab.url().contains("/sign-in/link")) {
            tab.waitForURL(address -> !address.contains("/sign-in/link"));
        }
    }

    /** Goes to a page of ours; answers the status. */
    int open(String path) {
        return Objects.requireNonNull(page.navigate(path)).status();
    }

    /** The browser must refuse, and says so. */
    void expectRefusedFrame() {
        page.waitForCondition(() -> complaints.stream().anyMatch(each -> each.contains("frame-ancestors")));
        complaints.removeIf(each -> each.contains("frame-ancestors"));
    }

    /** What stands on the page. */
    String text() {
        return page.locator("body").innerText();
    }

    /**
     * Looks at the page as it is now in every way that we promise: no violation of the rules for accessibility and nothing to
     * scroll sideways, light and dark, wide and on a phone, each with a picture called {@code name}.
     */
    void inspect(String name) {
        for (Look look : Look.values()) {
            page.setViewportSize(look.width, look.height);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(look.scheme));
            // What the bar at the top covers is no smaller for it.
            page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})");
            settle();
            assertEquals(List.of(), violations(EVERY_RULE), name + " " + look);
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve(name + "-" + look.name().toLowerCase(Locale.ROOT) + ".png"))
                    .setFullPage(true));
            Object sideways =
                    page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertEquals(0, ((Number) sideways).intValue(), name + " scrolls sideways, " + look);
        }
        page.setViewportSize(Look.LIGHT.width, Look.LIGHT.height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(Look.LIGHT.scheme));
    }

    /**
     * The least that is promised of any page: no violation of the rules for accessibility, light and dark, nothing to scroll
     * sideways on a phone, nothing that jumps, and not much to fetch.
     */
    void look(String name) {
        assertSteady();
        int bytes = number("""
                performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
                  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)""");
        assertTrue(bytes > 0 && bytes < MOST_BYTES, name + " is heavy: " + bytes);
        assertEquals(List.of(), violations(EVERY_RULE), name);
        page.setViewportSize(Look.PHONE_DARK.width, Look.PHONE_DARK.height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(Look.PHONE_DARK.scheme));
        settle();
        assertEquals(List.of(), violations(RULES_OF_COLOUR), name + " in the dark");
        assertEquals(
                0,
                number("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
                name + " scrolls sideways");
        page.setViewportSize(Look.LIGHT.width, Look.LIGHT.height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(Look.LIGHT.scheme));
    }

    private int number(String expression) {
        return ((Number) page.evaluate(expression)).intValue();
    }

    /** Until what has changed has been drawn. */
    private void settle() {
        page.evaluate(SETTLED);
    }

    /** A picture of what is seen now, without moving it. */
    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    /** What the rules of WCAG 2.2 AA have against the page. */
    private List<String> violations(List<String> rules) {
        page.evaluate(AXE);
        Object found = page.evaluate("""
                async rules => (await axe.run(document, { runOnly: rules })).violations.map(each =>
                  `${each.id}: ${each.help}: ${each.nodes.map(node => node.html).join(' | ')}`)""", rules);
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    /** How far things have moved since the page was opened must be next to nothing. */
    void assertSteady() {
        Object shift = page.evaluate("""
                () => new Promise(done => {
                  let sum = 0;
                  new PerformanceObserver(list => {
                    for (const entry of list.getEntries()) {
                      sum += entry.hadRecentInput ? 0 : entry.value;
                    }
                  }).observe({ type: 'layout-shift', buffered: true });
                  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
                })""");
        assertTrue(((Number) shift).doubleValue() < MOST_SHIFT, "the page moves after it was shown: " + shift);
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(Visitor.class.getResourceAsStream("/axe.min.js"), "axe-core")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("axe-core cannot be read", e);
        }
    }

    @Override
    public void close() {
        context.close();
        assertEquals(List.of(), complaints);
    }
}
