package dev.florin.sandbox;

import dev.florin.sandbox.http.Doorway;
import dev.florin.sandbox.http.HttpPort;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.mail.MailBox;
import dev.florin.sandbox.mail.MailFolder;
import dev.florin.sandbox.mail.MailServer;
import dev.florin.sandbox.mail.MailSite;
import dev.florin.sandbox.models.ModelMemory;
import dev.florin.sandbox.models.ModelStandIn;
import dev.florin.sandbox.models.tokens.Tokens;
import dev.florin.sandbox.models.wire.WirePort;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The process of the stand-ins. Prints one JSON line when they are ready, and ends when its standard input does: the
 * process that started it holds the other end, and closes it whatever way it dies.
 */
public final class Main {
    /**
     * The vocabulary takes a second of one core, which the server that starts beside it has better use for. Who asks a model
     * before loads it by that.
     */
    private static final int UNTIL_VOCABULARY_SECONDS = 6;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(List.of(arguments));
        Files.createDirectories(options.data());
        Doorway stripe = new Doorway();
        HttpPort stripePort = remembered(options.data().resolve("stripe-port"), options.stripePort(), stripe);
        World world = new World(
                options.data().resolve("stripe.journal"),
                InstantSource.system(),
                options.clockOffset(),
                new SecureRandom(),
                Kinds.FLAT);
        stripe.open(new StripeStandIn(
                world, stripePort.address(), new StripeStandIn.Webhook(options.webhookUrl(), options.webhookSecret())));
        MailBox box = new MailBox(new MailFolder(options.data().resolve("mail")), world.clock());
        HttpPort mailPort = remembered(options.data().resolve("mail-port"), options.mailPort(), new MailSite(box));
        MailServer smtp = MailServer.start(options.smtpPort(), box);
        ModelStandIn models = new ModelStandIn(world.clock());
        ModelMemory memory = new ModelMemory(options.data(), models);
        WirePort modelsPort = remembered(
                options.data().resolve("models-port"),
                options.modelsPort(),
                port -> new WirePort(port, models),
                WirePort::port);
        CompletableFuture.delayedExecutor(UNTIL_VOCABULARY_SECONDS, TimeUnit.SECONDS)
                .execute(Tokens::warm);
        Thread.ofPlatform().name("time").daemon().start(() -> flow(world));
        System.out.println(JsonNodeFactory.instance
                .objectNode()
                .put("stripe", stripePort.address())
                .put("stripe_control", stripePort.address() + "/_standin")
                .put("openai", modelsPort.address() + ModelStandIn.OPENAI)
                .put("anthropic", modelsPort.address() + ModelStandIn.ANTHROPIC)
                .put("model_control", modelsPort.address() + ModelStandIn.CONTROL)
                .put("mail", mailPort.address())
                .put("smtp_port", smtp.port()));
        System.out.flush();
        try (memory) {
            awaitEnd();
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private static HttpPort remembered(Path file, int wanted, Site site) throws IOException {
        return remembered(file, wanted, port -> new HttpPort(port, site), HttpPort::port);
    }

    /** A free port stays the same over restarts where it can: addresses that were given out go on working. */
    private static <P> P remembered(Path file, int wanted, IntFunction<P> opener, ToIntFunction<P> number)
            throws IOException {
        int before = wanted == 0 && Files.exists(file)
                ? Integer.parseInt(Files.readString(file).strip())
                : wanted;
        P port = open(before, wanted, opener);
        Files.writeString(file, Integer.toString(number.applyAsInt(port)));
        return port;
    }

    private static <P> P open(int before, int wanted, IntFunction<P> opener) {
        try {
            return opener.apply(before);
        } catch (IllegalStateException e) {
            if (before == wanted) {
                throw e;
            }
            return opener.apply(wanted);
        }
    }

    private static void flow(World world) {
        try {
            world.flow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd() throws IOException {
        byte[] ignored = new byte[1024];
        while (System.in.read(ignored) >= 0) {
            // whatever is said there means nothing
        }
    }
}
