package dev.florin.server.app;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.calls.GatewaySettings;
import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.StripeSettings;
import dev.florin.server.storage.DemoMark;
import dev.florin.server.web.api.Api;
import dev.florin.server.web.api.ApiParts;
import dev.florin.server.web.api.Keys;
import dev.florin.server.web.api.Sandbox;
import dev.florin.server.web.api.StandIns;
import dev.florin.server.web.gateway.GatewayParts;
import dev.florin.server.web.gateway.GatewayRoutes;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.ApiDocs;
import dev.florin.server.web.http.Authentication;
import dev.florin.server.web.http.HttpMetrics;
import dev.florin.server.web.http.HttpServer;
import dev.florin.server.web.http.HttpSettings;
import dev.florin.server.web.http.MetricsPage;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.RateLimits;
import dev.florin.server.web.http.Readiness;
import dev.florin.server.web.http.Routes;
import dev.florin.server.web.pages.Pages;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What listens: the API over a program. */
final class Front implements AutoCloseable {
    /** Once the server is told to stop: less than it waits for requests under way, so that what is left can be settled. */
    private static final Duration CALLS_MAY_RUN = Duration.ofSeconds(15);

    private final Gateway gateway;
    private final HttpServer server;
    private final @Nullable HttpServer metrics;
    private final Pages pages;

    private Front(Gateway gateway, HttpServer server, @Nullable HttpServer metrics, Pages pages) {
        this.gateway = gateway;
        this.server = server;
        this.metrics = metrics;
        this.pages = pages;
    }

    /** What only a demo has. */
    record Demo(Path log, ChosenDatabase database, Optional<SandboxProcess> sandbox) {}

    /** Refuses an address that is taken before anything slow is begun. */
    static void requireFree(Configuration configuration) {
        HttpServer.checkFree(settings(configuration));
    }

    private static HttpSettings settings(Configuration configuration) {
        return HttpSettings.usual(configuration.address(), configuration.port(), configuration.publicUrl());
    }

    static Front start(Configuration configuration, Program program, Running running, @Nullable Demo demo) {
        GatewayParts gateway = program.gateway().parts(program, configuration.publicUrl());
        Api api = new Api(new ApiParts(
                program.database(),
                program.ledger(),
                program.customers(),
                program.prices(),
                program.jobs(),
                configuration.publicUrl(),
                running.registry(),
                program.payments(),
                configuration.returnOrigins(),
                configuration.mail().seller(),
                () -> gateway.engines().get().planner(),
                program.gateway().live(),
                Optional.ofNullable(demo).map(each -> sandbox(each, program, configuration))));
        Keys keys =
                new Keys(configuration.operatorKey().orElseThrow().secret(), program.database(), program.customers());
        Authentication authentication = new Authentication(keys, RateLimits.USUAL, System::nanoTime);
        HttpMetrics metrics = new HttpMetrics(running.registry());
        Routes routes = api.routes();
        docs().addTo(routes);
        new GatewayRoutes(gateway).addTo(routes);
        Pages pages = CustomerPages.of(configuration, program, gateway, demo);
        routes.addAll(pages.routes());
        MetricsPage metricsPage = new MetricsPage(running.registry());
        metricsPage.addTo(routes, Access.operatorOnly());
        HttpSettings settings = settings(configuration);
        Readiness readiness = () -> readiness(program);
        HttpServer server = HttpServer.start(settings, routes, authentication, metrics, readiness);
        HttpServer metricsServer = null;
        if (configuration.metricsPort().isPresent()) {
            Routes alone = new Routes();
            metricsPage.addTo(alone, Access.anyone());
            metricsServer = HttpServer.start(
                    HttpSettings.usual(
                            configuration.address(), configuration.metricsPort().getAsInt(), configuration.publicUrl()),
                    alone,
                    authentication,
                    new HttpMetrics(new SimpleMeterRegistry()),
                    readiness);
        }
        Gauge.builder(
                        "florin.books.difference",
                        () -> program.audit().difference().decimal())
                .description("Dollars by which the books are apart: anything but zero is an alarm")
                .strongReference(true)
                .register(running.registry());
        program.jobs().start();
        return new Front(program.gateway(), server, metricsServer, pages);
    }

    private static ApiDocs docs() {
        try (InputStream openApi = resource("/openapi.yaml");
                InputStream errors = resource("/docs/errors.md")) {
            return new ApiDocs(openApi.readAllBytes(), new String(errors.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the documentation in the program cannot be read", e);
        }
    }

    private static InputStream resource(String name) {
        return Check.present(Front.class.getResourceAsStream(name), name);
    }

    private static Optional<Problem> readiness(Program program) {
        return program.database().answers()
                ? Optional.empty()
                : Optional.of(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "The database does not answer."));
    }

    /** Where the parts of this demo are, for tests that drive it. */
    private static Sandbox sandbox(Demo demo, Program program, Configuration configuration) {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put(Setting.FLORIN_DATABASE_URL.name(), demo.database.url());
        environment.put(Setting.FLORIN_DATABASE_SCHEMA.name(), configuration.schema());
        environment.put(
                Setting.FLORIN_OPERATOR_KEY.name(),
                configuration.operatorKey().orElseThrow().secret());
        demo.sandbox.ifPresent(each -> {
            StripeSettings stripe = each.standIns().settings(configuration.publicUrl());
            environment.put(Setting.FLORIN_STRIPE_KEY.name(), stripe.key());
            environment.put(Setting.FLORIN_STRIPE_URL.name(), String.valueOf(stripe.base()));
            environment.put(Setting.FLORIN_STRIPE_WEBHOOK_SECRETS.name(), String.join(",", stripe.webhookSecrets()));
            environment.put(Setting.FLORIN_PUBLIC_URL.name(), configuration.publicUrl());
            MailSettings mail = DemoCommand.mail(configuration, demo.sandbox);
            Optional.ofNullable(each.standIns().models()).ifPresent(models -> addProviders(environment, models));
            each.mailServer().filter(box -> box.equals(mail.server())).ifPresent(box -> {
                environment.put(Setting.FLORIN_SMTP_URL.name(), "smtp://" + box);
                environment.put(Setting.FLORIN_MAIL_FROM.name(), mail.from());
            });
        });
        new DemoMark(program.database()).read().ifPresent(mark -> environment.put(Setting.FLORIN_DEMO.name(), mark));
        return new Sandbox(
                "b_" + UUID.randomUUID(),
                ProcessHandle.current().pid(),
                demo.log.toAbsolutePath().toString(),
                configuration.publicUrl(),
                demo.sandbox.map(SandboxProcess::standIns).orElse(null),
                demo.database.url(),
                environment);
    }

    private static void addProviders(SortedMap<String, String> environment, StandIns.Models models) {
        String key = ";key=" + ProviderCheck.VARIABLE_OF_A_DEMO + ProviderCheck.PATIENCE_OF_A_DEMO;
        environment.put(ProviderCheck.VARIABLE_OF_A_DEMO, ProviderCheck.KEY_OF_A_DEMO);
        environment.put(
                Setting.FLORIN_PROVIDERS.name(),
                "anthropic=" + models.anthropic() + "/v1;anthropic" + key + " " + GatewaySettings.ANY + "="
                        + models.openAi() + key);
    }

    @Override
    public void close() {
        gateway.endCallsWithin(CALLS_MAY_RUN);
        pages.live().close();
        server.close();
        if (metrics != null) {
            metrics.close();
        }
    }
}
