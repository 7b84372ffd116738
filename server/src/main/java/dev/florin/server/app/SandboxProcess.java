package dev.florin.server.app;

import dev.florin.server.notices.MailSettings;
import dev.florin.server.web.api.StandIns;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process of a demo's stand-ins, a child of this one. Its standard input is held open and says nothing: when this
 * process ends, in whatever way, that ends too, and so does the child. What it knows lies in {@code FLORIN_DATA/sandbox}.
 */
final class SandboxProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxProcess.class);
    private static final String MAIN = "dev.florin.sandbox.Main";
    private static final int SECRET_BYTES = 24;
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final Process process;
    private final StandIns standIns;
    private final int smtpPort;

    private SandboxProcess(Process process, StandIns standIns, int smtpPort) {
        this.process = process;
        this.standIns = standIns;
        this.smtpPort = smtpPort;
    }

    StandIns standIns() {
        return standIns;
    }

    /** Where its mail box takes mails; empty without one. */
    Optional<MailSettings.Server> mailServer() {
        return smtpPort == 0
                ? Optional.empty()
                : Optional.of(new MailSettings.Server("127.0.0.1", smtpPort, MailSettings.Security.NONE, null, null));
    }

    /**
     * Starts it and waits until it is ready; empty where it was not built with this program.
     *
     * @param offset how far the demo's clock is ahead
     */
    static Optional<SandboxProcess> start(Configuration configuration, Duration offset) {
        Optional<String> classPath = classPath();
        if (classPath.isEmpty()) {
            return Optional.empty();
        }
        Path folder = configuration.data().resolve("sandbox");
        try {
            Files.createDirectories(folder);
            String secret = secret(folder.resolve("webhook-secret"));
            String url = "http://127.0.0.1:" + configuration.port() + "/webhooks/stripe";
            Process process = new ProcessBuilder(command(classPath.get(), folder, url, secret, offset)).start();
            Thread.ofVirtual().name("sandbox log").start(() -> log(process));
            return Optional.of(ready(process, url, secret));
        } catch (IOException e) {
            throw new UncheckedIOException("the stand-ins did not start", e);
        }
    }

    /** What the launcher built beside the server. */
    private static Optional<String> classPath() {
        String home = System.getProperty("florin.home", "");
        Path built = Path.of(home).resolve("sandbox/target");
        Path names = built.resolve("classpath");
        if (home.isEmpty() || !Files.exists(built.resolve("florin-sandbox.jar")) || !Files.exists(names)) {
            return Optional.empty();
        }
        try {
            Stream<String> libraries = Stream.of(Files.readString(names).strip().split(File.pathSeparator, -1));
            return Optional.of(Stream.concat(Stream.of("florin-sandbox.jar"), libraries)
                    .map(name -> built.resolve(name).toString())
                    .collect(Collectors.joining(File.pathSeparator)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(String classPath, Path folder, String url, String secret, Duration offset) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A heap that is small until many large prompts come at once, and a compiler that is quick rather than
        // thorough: it answers tests, not the world.
        command.addAll(List.of(
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-Xms24m",
                "-Xmx1g",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("-cp", classPath, MAIN));
        command.addAll(List.of("--data", folder.toString(), "--webhook-url", url, "--webhook-secret", secret));
        command.addAll(List.of("--clock-offset-micros", Long.toString(offset.toNanos() / 1_000)));
        return command;
    }

    /** Made once for each data folder. */
    private static String secret(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            Files.writeString(file, "whsec_" + HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static SandboxProcess ready(Process process, String url, String secret) throws IOException {
        String line = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
        try {
            JsonNode said = JsonMapper.builder().build().readTree(line == null ? "" : line);
            if (said.path("stripe").isString()) {
                StandIns found = new StandIns(
                        said.path("stripe").asString(),
                        said.path("stripe_control").asString(),
                        models(said),
                        said.path("mail").isString() ? said.path("mail").asString() : null,
                        url,
                        secret);
                return new SandboxProcess(process, found, said.path("smtp_port").asInt(0));
            }
        } catch (JacksonException e) {
            process.destroy();
            throw new IOException("the stand-ins said something else than where they are", e);
        }
        process.destroy();
        throw new IOException("the stand-ins ended before they were ready; the log says why");
    }

    private static StandIns.@Nullable Models models(JsonNode said) {
        return said.path("model_control").isString()
                ? new StandIns.Models(
                        said.path("openai").asString(),
                        said.path("anthropic").asString(),
                        said.path("model_control").asString())
                : null;
    }

    private static void log(Process process) {
        process.errorReader(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> LOG.atInfo().addKeyValue("said", line).log("sandbox"));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
