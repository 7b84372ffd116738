package dev.florin.sandbox;

import dev.florin.sandbox.http.Doorway;
import dev.florin.sandbox.http.HttpPort;
import dev.florin.sandbox.http.Site;
import dev.florin.sandbox.mail.MailBox;
import dev.florin.sandbox.mail.MailFolder;
import dev.florin.sandbox.mail.MailServer;
import dev.florin.sandbox.mail.MailSite;
import dev.florin.sandbox.stripe.objects.Kinds;
import dev.florin.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The process of the stand-ins. Prints one JSON line when they are ready, and ends when its standard input does: the
 * process that started it holds the other end, and closes it whatever way it dies.
 */
public final class Main {
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
        Thread.ofPlatform().name("time").daemon().start(() -> flow(world));
        System.out.println(JsonNodeFactory.instance
                .objectNode()
                .put("stripe", stripePort.address())
                .put("stripe_control", stripePort.address() + "/_standin")
                .put("mail", mailPort.address())
                .put("smtp_port", smtp.port()));
        System.out.flush();
        awaitEnd();
        Runtime.getRuntime().halt(0);
    }

    /** A free port stays the same over restarts where it can: addresses that were given out go on working. */
    private static HttpPort remembered(Path file, int wanted, Site site) throws IOException {
        int before = wanted == 0 && Files.exists(file)
                ? Integer.parseInt(Files.readString(file).strip())
                : wanted;
        HttpPort port = open(before, wanted, site);
        Files.writeString(file, Integer.toString(port.port()));
        return port;
    }

    private static HttpPort open(int before, int wanted, Site site) {
        try {
            return new HttpPort(before, site);
        } catch (IllegalStateException e) {
            if (before == wanted) {
                throw e;
            }
            return new HttpPort(wanted, site);
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
