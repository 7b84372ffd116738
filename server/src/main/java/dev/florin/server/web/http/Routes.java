package dev.florin.server.web.http;

import dev.florin.core.check.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The list of everything that is served, written down once: {@code routes.post("/v1/accounts/{id}/holds", Access.to(SPEND),
 * KeyRule.REQUIRED, this::placeHold)}. Built by one thread before the server starts.
 */
public final class Routes {
    private final List<Route> routes = new ArrayList<>();
    private final Map<String, ProblemForm> forms = new LinkedHashMap<>();
    private @Nullable ErrorPages errorPages;

    public Routes get(String template, Access access, Handler handler) {
        return add(new Route("GET", template, access, KeyRule.IGNORED, BodyRule.NONE, handler));
    }

    public Routes post(String template, Access access, KeyRule keyRule, Handler handler) {
        return post(template, access, keyRule, BodyRule.JSON, handler);
    }

    public Routes post(String template, Access access, KeyRule keyRule, BodyRule body, Handler handler) {
        return add(new Route("POST", template, access, keyRule, body, handler));
    }

    public Routes put(String template, Access access, Handler handler) {
        return add(new Route("PUT", template, access, KeyRule.IGNORED, BodyRule.JSON, handler));
    }

    public Routes patch(String template, Access access, Handler handler) {
        return add(new Route("PATCH", template, access, KeyRule.IGNORED, BodyRule.JSON, handler));
    }

    public Routes delete(String template, Access access, Handler handler) {
        return add(new Route("DELETE", template, access, KeyRule.IGNORED, BodyRule.NONE, handler));
    }

    /** Tells every problem of paths that begin with {@code prefix} in that form, also of paths that nothing is served at. */
    public Routes tellProblems(String prefix, ProblemForm form) {
        Check.argument(prefix.startsWith("/") && prefix.endsWith("/"), "a prefix is whole segments");
        forms.put(prefix, form);
        return this;
    }

    /** How people are told what went wrong; without it everybody gets problem answers. */
    public Routes tellPeople(ErrorPages pages) {
        errorPages = pages;
        return this;
    }

    ProblemForms problemForms() {
        return new ProblemForms(forms, errorPages);
    }

    /** All the routes of {@code others}, too. */
    public Routes addAll(Routes others) {
        others.routes.forEach(this::add);
        forms.putAll(others.forms);
        if (others.errorPages != null) {
            errorPages = others.errorPages;
        }
        return this;
    }

    /** All of them, in the order in which they were added. */
    public List<Route> all() {
        return List.copyOf(routes);
    }

    /** The same routes, each handler within what {@code around} makes of it. */
    public Routes within(UnaryOperator<Handler> around) {
        Routes within = new Routes();
        within.forms.putAll(forms);
        within.errorPages = errorPages;
        for (Route route : routes) {
            within.add(new Route(
                    route.method(),
                    route.template(),
                    route.access(),
                    route.keyRule(),
                    route.body(),
                    around.apply(route.handler())));
        }
        return within;
    }

    private Routes add(Route route) {
        Check.argument(route.template().startsWith("/"), "a template begins with a slash");
        for (Route other : routes) {
            Check.argument(
                    !other.method().equals(route.method()) || !other.template().equals(route.template()),
                    "one handler for each method and template");
        }
        routes.add(route);
        return this;
    }
}
