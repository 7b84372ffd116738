package dev.florin.server.web.pages;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands around the content of every page: the first component of every page's model.
 *
 * @param product what the top bar says
 * @param tab where the reader is
 * @param top of the bar, those that are served
 * @param settings the tabs of the account settings; empty elsewhere
 * @param person absent where nobody is signed in
 * @param csrf goes with every form
 * @param once goes with forms that do something that must not be done twice
 * @param here path and query of the page, to come back to; empty where it answers a form
 * @param scripts addresses of the page's own, besides that of all pages
 * @param framed whether the page stands in a frame of the host's own: then the host has the bar
 * @param backUrl where the customer came from; empty where that is not known
 */
public record Frame(
        String product,
        String title,
        Tab tab,
        List<Tab> top,
        List<Tab> settings,
        @Nullable Person person,
        @Nullable Banner banner,
        @Nullable Flash flash,
        String csrf,
        String once,
        String here,
        List<String> scripts,
        String backUrl,
        boolean hasChat,
        boolean framed,
        Assets assets) {
    /** Adds balance, on the Billing tab and wherever it runs out. */
    public static final String BILLING_SCRIPT = "billing.js";

    /**
     * Who is signed in.
     *
     * @param name or the id, where no name is known
     * @param initials one or two letters for the picture
     * @param pro whether the plan is Pro
     */
    public record Person(String id, String name, String email, String initials, Money balance, boolean pro) {}

    public Frame {
        scripts = List.copyOf(scripts);
    }

    /** The same with a script of the page's own, such as {@code billing.js}. */
    public Frame withScript(String name) {
        List<String> more = new ArrayList<>(scripts);
        more.add(name);
        return new Frame(
                product, title, tab, top, settings, person, banner, flash, csrf, once, here, more, backUrl, hasChat,
                framed, assets);
    }

    /** Whether it was made without looking at who is there, as for an error. */
    public boolean isBare() {
        return once.isEmpty();
    }

    /** Whether the customer can buy here: a server without Stripe has no Billing tab. */
    public boolean hasBilling() {
        return assets.has(BILLING_SCRIPT);
    }

    /** The address of a file of ours. */
    public String asset(String name) {
        return assets.url(name);
    }

    /** The name of an origin, such as {@code app.example.com}. */
    public String backName() {
        return Origins.host(backUrl);
    }
}
