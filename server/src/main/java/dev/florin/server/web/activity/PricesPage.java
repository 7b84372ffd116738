package dev.florin.server.web.activity;

import dev.florin.core.pricing.Price;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Inputs;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What every model costs, for everybody, and what a text of one's own would cost. Thread-safe. */
public final class PricesPage {
    private static final String PATH = "/prices";
    private static final String TEMPLATE = "activity/prices.jte";

    /** Ten pages; counting more for every model would be work for nothing. */
    private static final int LONGEST_TEXT = 20_000;

    /** More models than fit on a screen help nobody to choose. */
    private static final int MOST_ESTIMATES = 12;

    /** A few screens: all the models of the list at once would be a page that nobody reads to its end. */
    static final int MODELS_ON_A_PAGE = 40;

    private static final int LONGEST_SEARCH = 100;
    private static final long MOST_OUTPUT = 1_000_000;

    private static final Comparator<Price> BY_PROVIDER = Comparator.comparing(Price::provider)
            .thenComparing(price -> price.model().name());

    private final Prices prices;
    private final Estimator estimator = new Estimator();

    public PricesPage(Prices prices) {
        this.prices = prices;
    }

    /** Adds the page and its form. */
    public void addTo(Pages pages) {
        pages.openGet(PATH, this::show).openPost(PATH, this::estimate);
    }

    private Answer show(Visit visit) {
        return visit.page(TEMPLATE, model(visit, Typed.blank(), List.of()));
    }

    /** Nothing of what was pasted is kept: not in the session, not in the address, not in the log. */
    private Answer estimate(Visit visit) {
        Typed typed = Typed.of(visit.form());
        String text = visit.form().text("text");
        String wanted = visit.form().text("output");
        long output = wanted.matches("\\d{1,7}") ? Long.parseLong(wanted) : -1;
        if (text.isEmpty()) {
            typed.wrong("text", "Paste the text that you would send.");
        } else if (text.length() > LONGEST_TEXT) {
            typed.wrong("text", "Please paste at most " + RowViews.count(LONGEST_TEXT) + " characters.");
        }
        if (output < 1 || output > MOST_OUTPUT) {
            typed.wrong("output", "Please write a number from 1 to " + RowViews.count(MOST_OUTPUT) + ".");
        }
        if (!typed.isRight()) {
            return visit.wrong(TEMPLATE, model(visit, typed, List.of()));
        }
        List<Price> asked = shown(visit);
        List<PricesModel.Estimate> estimates = estimator.of(text, output, asked);
        return visit.page(
                TEMPLATE, model(visit, typed, estimates.subList(0, Math.min(MOST_ESTIMATES, estimates.size()))));
    }

    private PricesModel model(Visit visit, Typed typed, List<PricesModel.Estimate> estimates) {
        Prices.Standing standing = prices.standing();
        PriceViews views = new PriceViews(standing.list(), standing.now(), visit.zone());
        List<Price> shown = shown(visit);
        Leaf leaf = Leaf.of(visit.query(), shown.size());
        TreeSet<String> providers = new TreeSet<>();
        standing.list().current(standing.now()).forEach(price -> providers.add(price.provider()));
        return new PricesModel(
                visit.frame("Prices", Tab.NONE),
                visit.query().text("q"),
                visit.query().text("provider"),
                List.copyOf(providers),
                shown.size(),
                leaf.first() + 1,
                leaf.end(),
                leaf.beforeHref(),
                leaf.afterHref(),
                groups(shown.subList(leaf.first(), leaf.end()), views),
                new PricesModel.Typical(
                        RowViews.count(PriceViews.TYPICAL_INPUT), RowViews.count(PriceViews.TYPICAL_OUTPUT)),
                typed.value("output").isEmpty()
                        ? typed.with("output", String.valueOf(PriceViews.TYPICAL_OUTPUT))
                        : typed,
                estimates);
    }

    private static List<PricesModel.Group> groups(List<Price> shown, PriceViews views) {
        Map<String, List<PriceView>> byProvider = new TreeMap<>();
        shown.forEach(price -> byProvider
                .computeIfAbsent(price.provider(), unseen -> new ArrayList<>())
                .add(views.of(price)));
        List<PricesModel.Group> groups = new ArrayList<>();
        byProvider.forEach((provider, models) -> groups.add(new PricesModel.Group(provider, List.copyOf(models))));
        return groups;
    }

    /**
     * A part of the list.
     *
     * @param end the first that does not belong to it
     * @param beforeHref of the part before; empty where there is none, and so for the other
     */
    record Leaf(int first, int end, String beforeHref, String afterHref) {
        private static final String PAGE = "page";

        /** What the address asks for; the last where it asks for more than there is. */
        static Leaf of(Inputs query, int found) {
            int last = Math.max(0, found - 1) / MODELS_ON_A_PAGE;
            String wanted = query.text(PAGE);
            int page = wanted.matches("\\d{1,6}") ? Math.clamp(Integer.parseInt(wanted) - 1L, 0, last) : 0;
            int first = page * MODELS_ON_A_PAGE;
            return new Leaf(
                    first,
                    Math.min(found, first + MODELS_ON_A_PAGE),
                    page == 0 ? "" : href(query, page - 1),
                    page == last ? "" : href(query, page + 1));
        }

        private static String href(Inputs query, int page) {
            String sent = query.with(PAGE, page == 0 ? "" : String.valueOf(page + 1));
            return PATH + (sent.isEmpty() ? "" : "?" + sent) + "#list";
        }
    }

    /** What is in force and was searched for, by provider and name. */
    private List<Price> shown(Visit visit) {
        Inputs query = visit.query();
        String search = query.text("q").toLowerCase(Locale.ROOT);
        String words = search.length() > LONGEST_SEARCH ? search.substring(0, LONGEST_SEARCH) : search;
        String provider = query.text("provider");
        Prices.Standing standing = prices.standing();
        return standing.list().current(standing.now()).stream()
                .filter(price -> provider.isEmpty() || price.provider().equals(provider))
                .filter(price -> price.model().name().toLowerCase(Locale.ROOT).contains(words)
                        || price.provider().toLowerCase(Locale.ROOT).contains(words))
                .sorted(BY_PROVIDER)
                .toList();
    }
}
