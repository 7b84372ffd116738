package dev.florin.server.app;

import dev.florin.core.money.Amount;
import dev.florin.server.gateway.calls.Endpoint;
import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.gateway.calls.Patience;
import dev.florin.server.gateway.calls.Provider;
import dev.florin.server.web.http.AmountText;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which providers run the models, collecting every mistake. For one use. */
final class ProviderCheck {
    private static final URI OPENAI = URI.create("https://api.openai.com/v1");
    private static final URI ANTHROPIC = URI.create("https://api.anthropic.com/v1");

    /** Google's models in OpenAI's dialect. */
    private static final URI GOOGLE = URI.create("https://generativelanguage.googleapis.com/v1beta/openai");

    /** A model that thinks says nothing for minutes; whoever waits longer has given up, and so have the SDKs. */
    private static final Patience USUAL =
            new Patience(Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofMinutes(10));

    /** Of the stand-ins, which answer at once unless they are told not to, and tests wait for it. */
    private static final Patience OF_A_DEMO =
            new Patience(Duration.ofSeconds(15), Duration.ofSeconds(8), Duration.ofSeconds(30));

    /** The same for a second server process of a demo. */
    static final String PATIENCE_OF_A_DEMO = ";first_byte=15s;idle=8s;whole=30s";

    /** The stand-ins take any key, as long as there is one. */
    static final String KEY_OF_A_DEMO = "stand-in";

    /** Where a second server process of a demo finds it. */
    static final String VARIABLE_OF_A_DEMO = "STAND_IN_KEY";

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration CONNECT_WITHIN_IN_A_DEMO = Duration.ofSeconds(2);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,39}|\\*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,4}");
    private static final Pattern SECONDS = Pattern.compile("([1-9]\\d{0,3})s");

    private final GivenSettings given;
    private final BiConsumer<Setting, String> wrong;

    ProviderCheck(GivenSettings given, BiConsumer<Setting, String> wrong) {
        this.given = given;
        this.wrong = wrong;
    }

    GatewaySettings settings(boolean ofADemo) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        add(providers, "openai", Setting.FLORIN_OPENAI_KEY, OPENAI);
        add(providers, "anthropic", Setting.FLORIN_ANTHROPIC_KEY, ANTHROPIC);
        add(providers, "google", Setting.FLORIN_GOOGLE_KEY, GOOGLE);
        for (String entry : given.value(Setting.FLORIN_PROVIDERS).strip().split("\\s+", -1)) {
            if (!entry.isEmpty()) {
                read(entry).ifPresent(provider -> add(providers, provider));
            }
        }
        return new GatewaySettings(providers, connectWithin(ofADemo), mostCarried());
    }

    private Amount mostCarried() {
        try {
            Amount amount = AmountText.parse(given.value(Setting.FLORIN_MOST_CARRIED));
            if (!amount.isNegative()) {
                return amount;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below, like an amount below zero.
        }
        wrong.accept(Setting.FLORIN_MOST_CARRIED, "must be an amount of dollars, such as 10.00");
        return Amount.ZERO;
    }

    static Duration connectWithin(boolean ofADemo) {
        return ofADemo ? CONNECT_WITHIN_IN_A_DEMO : CONNECT_WITHIN;
    }

    /** Stands for {@code name} in a demo. */
    static Provider standIn(String name, String base, boolean anthropic) {
        return new Provider(name, URI.create(base), KEY_OF_A_DEMO, anthropic, false, OF_A_DEMO);
    }

    private void add(Map<String, Provider> providers, String name, Setting setting, URI base) {
        String key = given.value(setting);
        if (key.isEmpty()) {
            return;
        }
        if (key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            providers.put(name, new Provider(name, base, key, name.equals("anthropic"), false, USUAL));
        } else {
            wrong.accept(setting, "must be printable ASCII without spaces");
        }
    }

    /** A name that is there already gets one more endpoint, which is asked where those before it cannot answer. */
    private void add(Map<String, Provider> providers, Provider more) {
        Provider there = providers.get(more.name());
        Endpoint endpoint = more.endpoints().getFirst();
        if (there == null) {
            providers.put(more.name(), more);
        } else if (there.anthropic() != more.anthropic() || there.own() != more.own()) {
            wrong("has upstreams of " + more.name() + " that differ in anthropic or pass_unknown");
        } else if (there.endpoints().stream().anyMatch(each -> isSame(each, endpoint))) {
            wrong("names an upstream of " + more.name() + " twice");
        } else if (there.endpoints().size() == Provider.MOST_ENDPOINTS) {
            wrong("has more than " + Provider.MOST_ENDPOINTS + " upstreams of " + more.name());
        } else {
            providers.put(more.name(), there.orElse(endpoint));
        }
    }

    private static boolean isSame(Endpoint one, Endpoint other) {
        return one.base().equals(other.base()) && Objects.equals(one.key(), other.key());
    }

    /** {@code name=url}, then options, each after a semicolon. */
    private Optional<Provider> read(String entry) {
        String[] parts = entry.split(";", -1);
        int equals = parts[0].indexOf('=');
        String name = equals < 0 ? "" : parts[0].substring(0, equals);
        Optional<URI> base = equals < 0 ? Optional.empty() : url(parts[0].substring(equals + 1));
        if (!NAME.matcher(name).matches() || base.isEmpty()) {
            wrong("must be entries such as ollama=http://127.0.0.1:11434/v1, with a name of small letters and digits");
            return Optional.empty();
        }
        Options options = new Options();
        for (int i = 1; i < parts.length; i++) {
            options.read(name, parts[i]);
        }
        Endpoint endpoint = new Endpoint(name, base.get(), options.key, options.patience, options.atOnce);
        return Optional.of(new Provider(name, options.anthropic, options.passUnknown, List.of(endpoint)));
    }

    private static Optional<URI> url(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            return web && uri.getHost() != null && plain && mayServeModels(uri.getHost())
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** No model is served by an address of the link, where clouds tell a machine's secrets, nor by one that is nobody's. */
    private static boolean mayServeModels(String host) {
        try {
            InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
            return !address.isLinkLocalAddress() && !address.isAnyLocalAddress() && !address.isMulticastAddress();
        } catch (IllegalArgumentException named) {
            return true;
        }
    }

    /** What stands after a provider's URL. */
    private final class Options {
        private @Nullable String key;
        private boolean anthropic;
        private boolean passUnknown;
        private Patience patience = USUAL;
        private int atOnce = Endpoint.USUAL_AT_ONCE;

        void read(String name, String option) {
            int equals = option.indexOf('=');
            String word = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (word) {
                case "key" -> key = key(name, value);
                case "anthropic" -> anthropic = true;
                case "pass_unknown" -> passUnknown = true;
                case "first_byte" -> patience = new Patience(time(name, value), patience.idle(), patience.whole());
                case "idle" -> patience = new Patience(patience.firstByte(), time(name, value), patience.whole());
                case "whole" -> patience = new Patience(patience.firstByte(), patience.idle(), time(name, value));
                case "at_once" -> atOnce = count(name, value);
                default ->
                    wrong(name + " has an option that is none of key=VARIABLE, anthropic, pass_unknown, first_byte=15s,"
                            + " idle=8s, whole=600s, at_once=100");
            }
        }

        private @Nullable String key(String name, String variable) {
            String found = VARIABLE.matcher(variable).matches() ? given.ofEnvironment(variable) : "";
            if (found.isEmpty() || !found.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                wrong(name + " has key=, which names the environment variable that holds its key; that is not set");
                return null;
            }
            return found;
        }

        private int count(String name, String text) {
            if (COUNT.matcher(text).matches() && Integer.parseInt(text) <= Endpoint.MOST_AT_ONCE) {
                return Integer.parseInt(text);
            }
            wrong(name + " has at_once= that is not 1 to " + Endpoint.MOST_AT_ONCE);
            return Endpoint.USUAL_AT_ONCE;
        }

        private Duration time(String name, String text) {
            Matcher seconds = SECONDS.matcher(text);
            if (seconds.matches()
                    && Integer.parseInt(seconds.group(1)) <= Duration.ofHours(1).toSeconds()) {
                return Duration.ofSeconds(Integer.parseInt(seconds.group(1)));
            }
            wrong(name + " has a time that is not 1s to 3600s");
            return patience.whole();
        }
    }

    private void wrong(String what) {
        wrong.accept(Setting.FLORIN_PROVIDERS, what);
    }
}
