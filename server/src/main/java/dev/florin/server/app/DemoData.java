package dev.florin.server.app;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.check.Check;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Ledger;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Text;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.SandboxClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the demo and what happened to them: Ada has used Florin for 30 days, Bob has no plan, Carol has little left.
 *
 * <p>It is made by the same commands as anybody's, at the times at which they are said to have happened: the demo's clock is
 * set back 30 days and goes forward from call to call. Every command has a key of its own, so a start that was cut short is
 * taken up where it ended.
 */
final class DemoData {
    static final String ADA = "ada";
    static final String BOB = "bob";
    static final String CAROL = "carol";

    private static final int DAYS = 30;

    /** Counted back from today. On this one Ada did something else. */
    private static final int DAY_OFF = 11;

    private static final int FEWEST_CALLS_A_DAY = 11;
    private static final int MORE_CALLS_A_DAY = 4;

    /** The same history on every machine. */
    private static final long SEED = 20_261_122L;

    /** What Ada calls, from the most to the least used. */
    private static final List<Use> USES = List.of(
            new Use("sandbox-small", "chat", 1_200, 500),
            new Use("sandbox-large", "code", 6_000, 1_800),
            new Use("sandbox-reasoning", "code", 2_500, 2_200),
            new Use("claude-opus-5-5", "chat", 3_000, 900),
            new Use("sandbox-small", "summaries", 9_000, 300));

    private final Customers customers;
    private final Ledger ledger;
    private final SandboxClock clock;

    private record Use(String model, String feature, int input, int output) {}

    DemoData(Customers customers, Ledger ledger, SandboxClock clock) {
        this.customers = customers;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Whether the last thing that {@link #make} does is done. */
    boolean isMade() {
        return customers
                .account(CAROL)
                .flatMap(ledger::snapshot)
                .filter(carol -> carol.account().sequence() >= 2)
                .isPresent();
    }

    /** Makes all of it. */
    void make() {
        if (customers.account(ADA).isEmpty()) {
            clock.setBack(clock.real().minus(Duration.ofDays(DAYS)).truncatedTo(ChronoUnit.DAYS));
        }
        AccountNumber ada = open(ADA, "Ada Lovelace");
        makeAda(ada, startOf(ada).truncatedTo(ChronoUnit.DAYS));
        clock.advanceTo(clock.real());
        open(BOB, "Bob Example");
        AccountNumber carol = open(CAROL, "Carol Example");
        plan(carol, "carol plan");
        give(carol, "carol paid", "5.00", GrantKind.PAID, null, "Top-up");
        done(new Command.Charge(
                carol,
                request("carol spent"),
                new Command.Spent.Named(Amount.dollars("4.15")),
                "chat",
                words("A long conversation", null)));
    }

    /** A gateway key for each, whose secret is no secret; made at every start, once. */
    void makeKeys() {
        for (String id : List.of(ADA, BOB, CAROL)) {
            customers
                    .account(id)
                    .ifPresent(account -> done(new KeyCommand.CreateKey(
                            account,
                            request(id + " gateway key"),
                            "demo",
                            GatewayKeys.hash(keyOf(id)),
                            SpendingLimits.NONE,
                            Set.of(),
                            Set.of(),
                            null)));
        }
    }

    /** The gateway key of one of the demo's accounts. */
    static String keyOf(String id) {
        return "fk_demo_" + id;
    }

    private Instant startOf(AccountNumber account) {
        return ledger.snapshot(account).orElseThrow().account().createdAt();
    }

    private void makeAda(AccountNumber ada, Instant begin) {
        plan(ada, "ada plan");
        give(ada, "ada first", "20.00", GrantKind.PAID, null, "Top-up");
        give(ada, "ada bonus", "5.00", GrantKind.BONUS, null, "Bonus of the monthly plan");
        Instant expiry = begin.plus(Duration.ofDays(DAYS + 20L)).truncatedTo(ChronoUnit.DAYS);
        give(ada, "ada promo", "2.00", GrantKind.PROMO, expiry, "Welcome");
        Instant real = clock.real();
        Random random = new Random(SEED);
        int number = 0;
        for (int day = 0; day <= DAYS; day++) {
            int calls = FEWEST_CALLS_A_DAY + random.nextInt(MORE_CALLS_A_DAY);
            Instant midnight = begin.plus(Duration.ofDays(day));
            for (int call = 0; call < calls; call++) {
                // Work is done within 20 hours, so a day's last call is before the next day's first.
                Duration within = Duration.ofHours(20).dividedBy(calls).multipliedBy(call);
                number++;
                Use use = aUse(random);
                int input = use.input / 2 + random.nextInt(use.input);
                int output = use.output / 3 + random.nextInt(use.output);
                Instant at = midnight.plus(within).plusSeconds(random.nextInt(600));
                if (DAYS - day != DAY_OFF && at.isBefore(real)) {
                    clock.advanceTo(at);
                    call(ada, number, use, input, output);
                }
            }
            if (day == 15) {
                give(ada, "ada second", "20.00", GrantKind.PAID, null, "Top-up");
            }
        }
    }

    /** The lower of two throws: the first is used most. */
    private static Use aUse(Random random) {
        int one = random.nextInt(USES.size());
        int other = random.nextInt(USES.size());
        return USES.get(Math.min(one, other));
    }

    private void call(AccountNumber ada, int number, Use use, int input, int output) {
        String name = "ada call " + number;
        Model model = new Model(use.model);
        Outcome<Hold> outcome = ask(new Command.PlaceHold(
                ada,
                request(name),
                new Command.HoldSize.ForCall(model, input, output * 2L),
                null,
                null,
                Hold.DEFAULT_EXPIRY,
                OnExpiry.RELEASE,
                use.feature,
                Collections.emptySortedMap(),
                null));
        if (!(outcome instanceof Outcome.Done<Hold>(Hold hold))) {
            return; // a start that was cut short placed it
        }
        if (number % 97 == 0) {
            done(new Command.ReleaseHold(ada, request(name + " end"), hold.number(), ReasonCode.RELEASED, null));
            return;
        }
        long cached = use.input >= 6_000 && number % 3 == 0 ? input / 4 : 0;
        Usage usage = Usage.of(model, input, output, cached == 0 ? "" : "cached_input=" + cached);
        Outcome<Transaction> settled = ask(new Command.SettleHold(
                ada, request(name + " end"), hold.number(), new Command.Spent.Counted(usage), null));
        if (number == 150 && settled instanceof Outcome.Done<Transaction>(Transaction row)) {
            done(new Command.Reverse(
                    ada, request("ada reversal"), row.sequence(), null, words(null, "The answer was cut off")));
        }
    }

    private AccountNumber open(String id, String name) {
        return customers
                .account(id)
                .orElseGet(() -> customers
                        .open(new Customers.Draft(
                                id,
                                id + "@example.com",
                                name,
                                ZoneId.of("UTC"),
                                Collections.emptySortedMap(),
                                Digest.shortSha256(id.getBytes(StandardCharsets.UTF_8))))
                        .orElseThrow()
                        .account());
    }

    private void plan(AccountNumber account, String name) {
        done(new Command.SetPlan(account, request(name), new PlanWord(Plan.PRO, null)));
    }

    private void give(
            AccountNumber account,
            String name,
            String amount,
            GrantKind kind,
            @Nullable Instant expiresAt,
            String description) {
        Amount credit = Amount.dollars(amount);
        done(new Command.GiveCredit(
                account,
                request(name),
                credit,
                kind,
                kind == GrantKind.PAID ? credit : Amount.ZERO,
                expiresAt,
                null,
                words(description, null)));
    }

    private static Request request(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new Request(Digest.shortSha256(bytes), Digest.shortSha256(bytes), "operator", "demo");
    }

    private static Text words(@Nullable String description, @Nullable String reason) {
        // Nothing here is about a person: the salt need not be secret.
        return new Text(
                description, reason, new TreeMap<>(), Digest.shortSha256("demo".getBytes(StandardCharsets.UTF_8)));
    }

    private <T> Outcome<T> ask(Command<T> command) {
        return ledger.submit(command).join();
    }

    private void done(Command<?> command) {
        Outcome<?> outcome = ask(command);
        Check.invariant(
                !(outcome instanceof Outcome.Refused<?>), "the demo's data was refused: " + outcome + " to " + command);
    }
}
