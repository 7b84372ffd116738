package dev.florin.server.web.api;

import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceDraft;
import dev.florin.server.storage.Prices;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Admission;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.Caller;
import dev.florin.server.web.http.FieldError;
import dev.florin.server.web.http.Page;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.http.Scope;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The price list: what is in force, every version of a model, and new versions. Thread-safe. */
final class PriceRoutes {
    private static final String MODEL = "/v1/prices/{model}";

    private static final Comparator<Price> NEWEST_FIRST =
            Comparator.comparingLong(Price::addedIn).reversed();

    /** The price rules count the elements of a list as members: {@code tiers.0.per_million} is {@code tiers[0].per_million}. */
    private static final Pattern ELEMENT = Pattern.compile("\\.(\\d+)(?=\\.|$)");

    private final Prices prices;

    PriceRoutes(Prices prices) {
        this.prices = prices;
    }

    void addTo(Routes routes) {
        Access read = Access.toAlsoOwnAccount(Scope.READ);
        Access change = Access.to(Scope.PRICES);
        routes.get("/v1/prices", read, this::list)
                .get(MODEL, read, this::versions)
                .put(MODEL, change, this::put)
                .delete(MODEL + "/versions/{version}", change, this::delete);
    }

    private Answer list(Request request) {
        Page.Asked asked = Page.read(request.query());
        Admission admission = request.admit();
        Prices.Standing standing = prices.standing();
        return page(admission.caller(), standing, standing.list().current(standing.now()), asked.page());
    }

    private Answer versions(Request request) {
        Page.Asked asked = Page.read(request.query());
        Admission admission = request.admit();
        Prices.Standing standing = prices.standing();
        List<Price> versions = model(request).map(standing.list()::versions).orElseGet(List::of);
        if (versions.isEmpty()) {
            throw Asking.notFound();
        }
        return page(admission.caller(), standing, versions, asked.page());
    }

    private static Optional<Model> model(Request request) {
        return Optional.of(request.path("model")).filter(Model::isName).map(Model::new);
    }

    private static Answer page(Caller caller, Prices.Standing standing, List<Price> all, Page page) {
        List<Price> sorted = all.stream().sorted(NEWEST_FIRST).toList();
        int start = page.startingAfter().map(id -> indexOf(sorted, id) + 1).orElse(0);
        int end = page.endingBefore().map(id -> indexOf(sorted, id)).orElse(sorted.size());
        boolean backwards = page.endingBefore().isPresent();
        int from = backwards ? Math.max(0, end - page.limit()) : start;
        int to = backwards ? end : Math.min(end, start + page.limit());
        List<Price> shown = sorted.subList(from, to);
        boolean more = backwards ? from > 0 : to < sorted.size();
        return Lists.answer(
                shown,
                more,
                (out, price) -> PriceShape.write(out, price, isInForce(standing, price), seesCost(caller)),
                shown.isEmpty() ? null : PriceShape.id(shown.getLast()));
    }

    private static int indexOf(List<Price> prices, String id) {
        for (int index = 0; index < prices.size(); index++) {
            if (PriceShape.id(prices.get(index)).equals(id)) {
                return index;
            }
        }
        throw Asking.notFound();
    }

    private static boolean isInForce(Prices.Standing standing, Price price) {
        return standing.inForce(price.model()).filter(price::equals).isPresent();
    }

    /** What the operator pays is nobody's business but the host's. */
    private static boolean seesCost(Caller caller) {
        return !(caller instanceof Caller.AccountKey);
    }

    private Answer put(Request request) {
        Optional<Model> model = model(request);
        Optional<PriceFields.Asked> asked = model.map(name -> PriceFields.read(name, request.body()));
        if (asked.isEmpty()) {
            throw new Refused(Problem.invalidField(
                    "model", "must be 1 to 200 printable ASCII characters without blanks at its ends"));
        }
        Admission admission = request.admit();
        PriceDraft draft = asked.get().retired()
                ? ending(model.get(), asked.get())
                : asked.get().draft().get();
        return switch (prices.put(draft, admission.caller().actor())) {
            case PriceChange.New(Price price) -> answer(201, admission.caller(), price);
            case PriceChange.Same(Price price) -> answer(200, admission.caller(), price);
            case PriceChange.NeedsConfirmation(String field, String why) ->
                throw new Refused(Problem.of(
                        ProblemCode.PRICE_NEEDS_CONFIRMATION,
                        "`" + path(field) + "` " + why + ". Send it again with `confirm`: true if that is meant."));
            case PriceChange.Invalid(List<PriceChange.Problem> problems) ->
                throw new Refused(Problem.invalidFields(problems.stream()
                        .map(problem -> new FieldError(path(problem.field()), problem.message()))
                        .toList()));
            case PriceChange.Past past ->
                throw new Refused(Problem.of(
                        ProblemCode.PRICE_IN_THE_PAST,
                        "`effective_at` is " + past.effectiveAt() + ", and it is " + past.now() + "."));
        };
    }

    private PriceDraft ending(Model model, PriceFields.Asked asked) {
        Price newest = prices.standing().list().newest(model).orElseThrow(Asking::notFound);
        return PriceDraft.ending(newest, asked.at());
    }

    private static String path(String field) {
        return ELEMENT.matcher(field).replaceAll("[$1]");
    }

    private Answer answer(int status, Caller caller, Price price) {
        boolean inForce = isInForce(prices.standing(), price);
        return Answer.json(status, out -> PriceShape.write(out, price, inForce, seesCost(caller)));
    }

    private Answer delete(Request request) {
        request.admit();
        Model model = model(request).orElseThrow(Asking::notFound);
        return switch (prices.delete(model, version(request.path("version")))) {
            case Prices.Deletion.Done(Price price) ->
                Answer.ok(out -> out.object()
                        .text("id", PriceShape.id(price))
                        .text("object", "price")
                        .flag("deleted", true)
                        .end());
            case Prices.Deletion.NotFound _ -> throw Asking.notFound();
            case Prices.Deletion.InForce _ ->
                throw new Refused(Problem.of(
                        ProblemCode.PRICE_IN_THE_PAST,
                        "The version has come into force; put another one, or end the model."));
        };
    }

    /** At most as many digits as an int always holds. */
    private static int version(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw Asking.notFound();
        }
        return Integer.parseInt(text);
    }
}
