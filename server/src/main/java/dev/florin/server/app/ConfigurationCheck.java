package dev.florin.server.app;

import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.StripeSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Turns texts into a {@link Configuration}, collecting every mistake on the way. For one use. */
final class ConfigurationCheck {
    /** As many as there are buckets: a lane without a bucket would have nothing to do. */
    private static final int MOST_LANES = 64;

    /** A command waits in some hundred bytes; a million of them is what the memory of a server allows. */
    private static final int LONGEST_QUEUE = 1_000_000;

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern DEMO_MARK = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private final GivenSettings given;
    private final Configuration.Purpose purpose;
    private final Path folder;
    private final List<String> mistakes;
    private final List<String> notes = new ArrayList<>();

    ConfigurationCheck(GivenSettings given, Configuration.Purpose purpose, Path folder) {
        this.given = given;
        this.purpose = purpose;
        this.folder = folder;
        this.mistakes = new ArrayList<>(given.mistakes());
    }

    Configuration configuration() {
        String address = address();
        int port = number(Setting.FLORIN_PORT, 1, HIGHEST_PORT);
        String publicUrl = publicUrl(address, port);
        OptionalInt metricsPort = metricsPort(port);
        Path data = data();
        Optional<DatabaseUrl> databaseUrl = databaseUrl();
        String schema = schema();
        Optional<String> demo = demo();
        Optional<OperatorKey> key = operatorKey(demo.isPresent(), isLoopback(address) && isLoopback(host(publicUrl)));
        int lanes = number(Setting.FLORIN_LANES, 1, MOST_LANES);
        int queue = number(Setting.FLORIN_QUEUE, 1, LONGEST_QUEUE);
        Optional<StripeSettings> stripe =
                new StripeCheck(given, purpose, this::wrong).settings(publicUrl, demo.isPresent());
        StripeCheck lists = new StripeCheck(given, purpose, this::wrong);
        List<String> origins = lists.origins(Setting.FLORIN_RETURN_ORIGINS);
        List<String> frameOrigins = lists.origins(Setting.FLORIN_FRAME_ORIGINS);
        GatewaySettings gateway = new ProviderCheck(given, this::wrong)
                .settings(purpose == Configuration.Purpose.DEMO || demo.isPresent());
        MailSettings mail = new MailCheck(given, this::wrong).settings(publicUrl);
        if (!mistakes.isEmpty()) {
            throw new ConfigurationFault(mistakes);
        }
        return new Configuration(
                address,
                port,
                publicUrl,
                metricsPort,
                data,
                databaseUrl,
                schema,
                key,
                lanes,
                queue,
                demo,
                stripe,
                origins,
                frameOrigins,
                gateway,
                mail,
                notes);
    }

    private String address() {
        String text = given.value(Setting.FLORIN_ADDRESS);
        if (!text.equals("localhost") && literal(text).isEmpty()) {
            wrong(Setting.FLORIN_ADDRESS, "must be an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
        }
        return text;
    }

    private int number(Setting setting, int least, int most) {
        String text = given.value(setting);
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        wrong(setting, "must be a whole number from " + least + " to " + most);
        return least;
    }

    private String publicUrl(String address, int port) {
        String text = given.value(Setting.FLORIN_PUBLIC_URL);
        if (text.isEmpty()) {
            boolean everywhere =
                    literal(address).filter(InetAddress::isAnyLocalAddress).isPresent();
            String host = everywhere ? "127.0.0.1" : address;
            return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return text.replaceFirst("/+$", "");
            }
        } catch (URISyntaxException malformed) {
            // Told below, like everything else that is no such URL.
        }
        wrong(
                Setting.FLORIN_PUBLIC_URL,
                "must be a URL such as https://credit.example.com, without user, query and fragment");
        return "http://127.0.0.1";
    }

    private OptionalInt metricsPort(int port) {
        if (given.value(Setting.FLORIN_METRICS_PORT).isEmpty()) {
            return OptionalInt.empty();
        }
        int metricsPort = number(Setting.FLORIN_METRICS_PORT, 1, HIGHEST_PORT);
        if (given.value(Setting.FLORIN_METRICS_PORT).equals(Integer.toString(port))) {
            wrong(Setting.FLORIN_METRICS_PORT, "must be another port than FLORIN_PORT");
        }
        return OptionalInt.of(metricsPort);
    }

    private Path data() {
        try {
            return folder.resolve(given.value(Setting.FLORIN_DATA))
                    .toAbsolutePath()
                    .normalize();
        } catch (InvalidPathException malformed) {
            wrong(Setting.FLORIN_DATA, "must be a folder");
            return folder;
        }
    }

    private Optional<DatabaseUrl> databaseUrl() {
        String text = given.value(Setting.FLORIN_DATABASE_URL);
        return text.isEmpty() ? Optional.empty() : DatabaseUrl.parse(text, mistakes);
    }

    private String schema() {
        String text = given.value(Setting.FLORIN_DATABASE_SCHEMA);
        if (!SCHEMA.matcher(text).matches() || text.startsWith("pg_") || text.equals("information_schema")) {
            wrong(
                    Setting.FLORIN_DATABASE_SCHEMA,
                    "must be a name of small letters, digits and _ that PostgreSQL does not use itself");
        }
        return text;
    }

    /** A real process has no such mark; one that has it serves a demo's database and takes no real key. */
    private Optional<String> demo() {
        String text = given.value(Setting.FLORIN_DEMO);
        if (text.isEmpty() || purpose == Configuration.Purpose.DEMO) {
            return Optional.empty();
        }
        if (!DEMO_MARK.matcher(text).matches()) {
            wrong(Setting.FLORIN_DEMO, "must be what a running demo hands out in serve_env, and nothing else");
        }
        if (given.value(Setting.FLORIN_DATABASE_URL).isEmpty()) {
            wrong(Setting.FLORIN_DEMO, "needs the demo's FLORIN_DATABASE_URL beside it");
        }
        return Optional.of(text);
    }

    private Optional<OperatorKey> operatorKey(boolean withDemo, boolean onLoopback) {
        String text = given.value(Setting.FLORIN_OPERATOR_KEY);
        boolean demo = withDemo || purpose == Configuration.Purpose.DEMO;
        if (text.isEmpty()) {
            if (purpose == Configuration.Purpose.SERVE) {
                wrong(
                        Setting.FLORIN_OPERATOR_KEY,
                        "is missing: sk_ and " + OperatorKey.SECRET_LENGTH
                                + " or more letters and digits, such as the output of: echo sk_$(openssl rand -hex 24)");
            }
            return purpose == Configuration.Purpose.DEMO ? Optional.of(OperatorKey.OF_THE_DEMO) : Optional.empty();
        }
        if (!OperatorKey.isKey(text)) {
            wrong(Setting.FLORIN_OPERATOR_KEY, "must begin with sk_ and consist of letters, digits, _ and -");
            return Optional.empty();
        }
        OperatorKey key = new OperatorKey(text);
        if (demo && !key.isForTests()) {
            wrong(Setting.FLORIN_OPERATOR_KEY, "must begin with sk_test_ in a demo: real keys never meet one");
        } else if (purpose == Configuration.Purpose.SERVE && !demo && !key.isHardToGuess()) {
            if (!key.isForTests() || !onLoopback) {
                wrong(
                        Setting.FLORIN_OPERATOR_KEY,
                        "can be guessed: it needs " + OperatorKey.SECRET_LENGTH
                                + " or more letters and digits after sk_");
            } else {
                notes.add(
                        "FLORIN_OPERATOR_KEY is short; that is accepted because it begins with sk_test_ and Florin can only be reached from this machine.");
            }
        }
        return Optional.of(key);
    }

    private void wrong(Setting setting, String what) {
        GivenSettings.Given value = given.given(setting);
        boolean show = setting.isRepeated(value.value());
        String where = value.origin() instanceof GivenSettings.Origin.File file ? file + ": " : "";
        mistakes.add(where + setting + (show ? " (" + value.value() + ") " : " ") + what);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static String host(String url) {
        String host = Optional.ofNullable(URI.create(url).getHost()).orElse("");
        return host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    }

    /** Without asking a name server: a configuration is checked without the network. */
    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
