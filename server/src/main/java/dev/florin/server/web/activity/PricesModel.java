package dev.florin.server.web.activity;

import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Typed;
import java.util.List;

/**
 * The price list and the estimator.
 *
 * @param found how many there are in all
 * @param first which of them is the first that is shown, from 1
 * @param last which is the last
 * @param beforeHref the models before; empty where there are none, and so for those after
 * @param groups by provider
 * @param typed what stands in the estimator's form
 * @param estimates of the pasted text, the cheapest first; none where nothing was pasted
 */
public record PricesModel(
        Frame frame,
        String search,
        String provider,
        List<String> providers,
        int found,
        int first,
        int last,
        String beforeHref,
        String afterHref,
        List<Group> groups,
        Typical typical,
        Typed typed,
        List<Estimate> estimates) {
    public PricesModel {
        providers = List.copyOf(providers);
        groups = List.copyOf(groups);
        estimates = List.copyOf(estimates);
    }

    /** The models of one provider. */
    public record Group(String provider, List<PriceView> models) {}

    /** What a message is like that prices are compared by. */
    public record Typical(String input, String output) {}

    /**
     * What a text would cost with one model.
     *
     * @param input its tokens
     * @param likely what the call would most likely cost
     * @param most what it would cost at most
     */
    public record Estimate(String model, String input, String likely, String most) {}
}
