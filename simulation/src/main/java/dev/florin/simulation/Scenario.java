package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Plan;
import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.pricing.PriceChange;
import dev.florin.core.pricing.PriceList;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Plays scenario text on a stage, line by line: each line must come to what it says, and after each the books of the
 * accounts must hold. Where time is real it goes on between the lines, so they leave it a minute's room. Not thread-safe.
 */
final class Scenario {
    /** When scenarios begin that do not say it: a Tuesday. */
    static final Instant BEGINNING = Instant.parse("2026-03-10T10:00:00Z");

    /** Lines about the world and not about an account. */
    static final Set<String> WORLD = Set.of(
            "clock",
            "advance",
            "account",
            "nobody",
            "price",
            "retire",
            "unprice",
            "restart",
            "stop_charges",
            "allow_charges");

    private static final Answer BREAKS = new Answer(false, "breaks", Map.of());

    private final Stage stage;
    private final Cast cast;
    private final Asks asks;
    private final Looks looks;
    private final Mischief mischief;

    /** Interferes with each command of a scenario. */
    interface Mischief {
        default void begin() {}

        default void end() {}
    }

    Scenario(Stage stage) {
        this(stage, new Mischief() {});
    }

    Scenario(Stage stage, Mischief mischief) {
        this.stage = stage;
        this.mischief = mischief;
        this.cast = new Cast(stage);
        this.asks = new Asks(stage, cast);
        this.looks = new Looks(stage, cast);
    }

    Cast cast() {
        return cast;
    }

    void play(List<Line> lines) {
        lines.forEach(this::play);
    }

    void play(Line line) {
        try {
            if (Looks.VERBS.contains(line.verb())) {
                looks.check(line);
            } else if (!changesWorld(line)) {
                ask(line);
            }
        } catch (RuntimeException e) {
            throw new ScenarioFault("line " + line.number() + ": " + line.text() + "\n  " + e.getMessage(), e);
        }
    }

    private void ask(Line line) {
        Answer answer;
        try {
            answer = answer(line);
        } catch (RuntimeException e) {
            answer = broken(line, e);
        }
        check(line, answer);
        proveBooks();
    }

    Asks.Ask read(Line line) {
        return asks.read(line);
    }

    private Answer answer(Line line) {
        Asks.Ask ask = asks.read(line);
        mischief.begin();
        Outcome<?> outcome = submit(ask).join();
        mischief.end();
        if (ask.name() != null) {
            cast.remember(ask.name(), ask.command().account(), outcome);
        }
        return Answer.of(outcome);
    }

    private CompletableFuture<? extends Outcome<?>> submit(Asks.Ask ask) {
        return stage.ledger().submit(ask.command());
    }

    /** Only a line that says so may break. */
    private static Answer broken(Line line, RuntimeException e) {
        if (line.expected().equals(List.of("breaks"))) {
            return BREAKS;
        }
        throw e;
    }

    static void check(Line line, Answer answer) {
        Words expected = new Words(line.expected());
        if (expected.more()) {
            String code = expected.next();
            if (!code.equals(answer.code())) {
                throw new ScenarioFault("answered " + answer);
            }
            Looks.require(answer.fields(), expected);
        } else if (!answer.done()) {
            throw new ScenarioFault("answered " + answer);
        }
    }

    void proveBooks() {
        PriceList prices = stage.prices();
        for (AccountNumber account : cast.accounts().values()) {
            stage.ledger().snapshot(account).ifPresent(snapshot -> prove(snapshot, prices));
        }
    }

    private static void prove(AccountSnapshot snapshot, PriceList prices) {
        List<String> broken = Books.broken(snapshot, prices);
        if (!broken.isEmpty()) {
            throw new ScenarioFault("the books do not hold: " + String.join("; ", broken));
        }
    }

    /** Does what a line says about the world and not about an account; false where it does not. */
    boolean changesWorld(Line line) {
        Words words = line.reader();
        switch (line.verb()) {
            case "clock" -> stage.setClock(Instant.parse(words.next()));
            case "advance" -> stage.advance(forward(words.duration()));
            case "account" -> openAccount(words);
            case "nobody" -> cast.nameNobody(words.next());
            case "price" -> put(stage.put(PriceLines.read(words, stage)));
            case "retire" -> put(stage.put(PriceLines.readEnd(words, stage)));
            case "unprice" -> {
                if (!stage.unput(stage.model(words.next()), (int) words.number())) {
                    throw new ScenarioFault("that version cannot be deleted");
                }
            }
            case "restart" -> stage.restart();
            case "stop_charges" -> stage.stopAutomaticCharges(true);
            case "allow_charges" -> stage.stopAutomaticCharges(false);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Duration forward(Duration duration) {
        if (duration.isNegative()) {
            throw new ScenarioFault("time goes forward only");
        }
        return duration;
    }

    private static void put(PriceChange change) {
        if (!(change instanceof PriceChange.New || change instanceof PriceChange.Same)) {
            throw new ScenarioFault("the price is not put: " + change);
        }
    }

    private void openAccount(Words words) {
        String name = words.next();
        Plan plan = Plan.PRO;
        ZoneId zone = ZoneOffset.UTC;
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "zone" -> zone = ZoneId.of(words.next());
                default -> plan = Plan.valueOf(word.toUpperCase(Locale.ROOT));
            }
        }
        cast.open(name, zone, plan);
    }
}
