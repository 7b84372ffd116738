package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.Hold;
import dev.florin.core.holds.OnExpiry;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Request;
import dev.florin.core.ledger.Text;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a command of a line that asks the ledger for something. Not thread-safe. */
final class Asks {
    static final String NO_NAME = "-";

    private final Stage stage;
    private final Cast cast;
    private final PurchaseAsks purchases;
    private final KeyAsks keys;

    Asks(Stage stage, Cast cast) {
        this.stage = stage;
        this.cast = cast;
        this.purchases = new PurchaseAsks(stage, cast);
        this.keys = new KeyAsks(stage, cast);
    }

    /**
     * What to ask.
     *
     * @param name of the hold, grant or key that it makes; absent where nobody names it
     */
    record Ask(Command<?> command, @Nullable String name) {}

    /** The command of a line. */
    Ask read(Line line) {
        Words words = line.reader();
        Ask ask = switch (line.verb()) {
            case "grant" -> grant(line, words);
            case "void" -> {
                Cast.Thing grant = cast.grant(words.next());
                yield nameless(
                        new Command.VoidGrant(grant.account(), request(line), grant.number(), text(line, words)));
            }
            case "hold" -> hold(line, words);
            case "extend" -> extend(line, words);
            case "settle" -> {
                Cast.Thing hold = cast.hold(words.next());
                yield nameless(new Command.SettleHold(
                        hold.account(), request(line), hold.number(), spent(words), text(line, words)));
            }
            case "release" -> {
                Cast.Thing hold = cast.hold(words.next());
                yield nameless(new Command.ReleaseHold(
                        hold.account(),
                        request(line),
                        hold.number(),
                        reason(words),
                        carried(words),
                        text(line, words)));
            }
            case "charge" ->
                nameless(new Command.Charge(
                        cast.account(words.next()), request(line), spent(words), feature(words), text(line, words)));
            case "event" -> event(line, words);
            case "reverse" -> reverse(line, words);
            case "gateway_key", "change_key", "revoke" -> keys.read(line, words);
            default ->
                PurchaseAsks.VERBS.contains(line.verb())
                        ? nameless(purchases.read(line, words))
                        : settings(line, words);
        };
        if (words.more()) {
            throw words.unknown(words.next());
        }
        return ask;
    }

    private static Ask nameless(Command<?> command) {
        return new Ask(command, null);
    }

    private Ask settings(Line line, Words words) {
        AccountNumber account = cast.account(words.next());
        Request request = request(line);
        return nameless(
                switch (line.verb()) {
                    case "plan" -> {
                        Plan plan = Plan.valueOf(words.next().toUpperCase(Locale.ROOT));
                        Instant until = words.takes("until") ? words.time(stage.now()) : null;
                        yield new Command.SetPlan(account, request, new PlanWord(plan, until));
                    }
                    case "freeze" -> new Command.SetFrozen(account, request, true);
                    case "unfreeze" -> new Command.SetFrozen(account, request, false);
                    case "limits" -> new Command.SetLimits(account, request, limits(words));
                    case "zone" -> new Command.SetZone(account, request, ZoneId.of(words.next()));
                    case "delete" -> new Command.DeleteAccount(account, request, words.takes("forfeit"));
                    case "expire" -> new Command.CarryOutDue(account, request);
                    default -> throw words.unknown(line.verb());
                });
    }

    /** The same words are the same body, whatever what they make is called. */
    static Request request(Line line) {
        int from = line.verb().equals("hold") || line.verb().equals("gateway_key") ? 1 : 0;
        String body = line.verb() + " "
                + String.join(" ", line.words().subList(from, line.words().size()));
        String key = line.key();
        return new Request(
                key == null ? null : Cast.fingerprint(key), Cast.fingerprint(body), line.actor(), "scenario");
    }

    private Ask grant(Line line, Words words) {
        AccountNumber account = cast.account(words.next());
        Amount amount = words.amount();
        GrantKind kind = GrantKind.ofCode(words.next());
        String name = null;
        Amount paid = kind == GrantKind.PAID ? amount : Amount.ZERO;
        Instant expiresAt = null;
        Instant createdAt = null;
        while (words.more() && !isText(words.peek())) {
            String option = words.next();
            switch (option) {
                case "as" -> name = words.next();
                case "paid" -> paid = words.amount();
                case "expires" -> expiresAt = words.time(stage.now());
                case "created" -> createdAt = words.time(stage.now());
                default -> throw words.unknown(option);
            }
        }
        return new Ask(
                new Command.GiveCredit(
                        account, request(line), amount, kind, paid, expiresAt, createdAt, text(line, words)),
                name);
    }

    private Ask hold(Line line, Words words) {
        String name = words.next();
        AccountNumber account = cast.account(words.next());
        Command.HoldSize size;
        if (Words.isAmount(words.peek())) {
            size = new Command.HoldSize.Named(words.amount());
        } else {
            String model = words.next();
            words.expect("input");
            long input = words.number();
            words.expect("output");
            size = new Command.HoldSize.ForCall(stage.model(model), input, words.number());
        }
        Amount maxCost = null;
        Long minOutput = null;
        Duration expiresIn = Hold.DEFAULT_EXPIRY;
        OnExpiry onExpiry = OnExpiry.RELEASE;
        String feature = null;
        long key = 0;
        String user = null;
        Amount mostCarried = null;
        SortedMap<String, String> metadata = new TreeMap<>();
        while (words.more()) {
            String option = words.next();
            switch (option) {
                case "max_cost" -> maxCost = words.amount();
                case "min_output" -> minOutput = words.number();
                case "expires" -> expiresIn = words.duration();
                case "capture" -> onExpiry = OnExpiry.CAPTURE;
                case "feature" -> feature = words.next();
                case "with" -> key = cast.key(words.next()).number();
                case "for" -> user = words.next();
                case "carrying" -> mostCarried = words.amount();
                case "about" -> metadata.put("about", words.next());
                default -> throw words.unknown(option);
            }
        }
        Digest salt = metadata.isEmpty() ? null : salt(line);
        return new Ask(
                new Command.PlaceHold(
                        account,
                        request(line),
                        size,
                        maxCost,
                        minOutput,
                        expiresIn,
                        onExpiry,
                        feature,
                        new Command.Asker(key, user, mostCarried),
                        metadata,
                        salt),
                name.equals(NO_NAME) ? null : name);
    }

    private Ask extend(Line line, Words words) {
        Cast.Thing hold = cast.hold(words.next());
        Amount amount = null;
        Duration expiresIn = null;
        Usage progress = null;
        while (words.more()) {
            String option = words.next();
            switch (option) {
                case "to" -> amount = words.amount();
                case "expires" -> expiresIn = words.duration();
                case "progress" -> progress = usage(words);
                default -> throw words.unknown(option);
            }
        }
        return nameless(
                new Command.ExtendHold(hold.account(), request(line), hold.number(), amount, expiresIn, progress));
    }

    private Ask event(Line line, Words words) {
        AccountNumber account = cast.account(words.next());
        Command.Spent spent = spent(words);
        Instant at = words.takes("at") ? words.time(stage.now()) : stage.now();
        return nameless(new Command.RecordUsage(account, request(line), spent, at, feature(words), text(line, words)));
    }

    private Ask reverse(Line line, Words words) {
        Cast.Thing row = cast.hold(words.next());
        Amount amount = Words.isAmount(words.peek()) ? words.amount() : null;
        return nameless(new Command.Reverse(row.account(), request(line), row.number(), amount, text(line, words)));
    }

    private Command.Spent spent(Words words) {
        return Words.isAmount(words.peek())
                ? new Command.Spent.Named(words.amount())
                : new Command.Spent.Counted(usage(words));
    }

    /** Such as {@code m input 100 cached_input 40 output 20 unit.request 1}. */
    private Usage usage(Words words) {
        String model = words.next();
        long input = 0;
        long output = 0;
        Map<TokenClass, Long> parts = new EnumMap<>(TokenClass.class);
        SortedMap<String, Long> units = new TreeMap<>();
        while (PriceLines.isClass(words.peek())) {
            String name = words.next();
            long count = words.number();
            switch (name) {
                case "input" -> input = count;
                case "output" -> output = count;
                default -> {
                    if (name.startsWith(PriceLines.UNIT)) {
                        units.put(name.substring(PriceLines.UNIT.length()), count);
                    } else {
                        parts.put(PriceLines.tokenClass(name), count);
                    }
                }
            }
        }
        return Usage.of(stage.model(model), input, output, parts, units);
    }

    private static SpendingLimits limits(Words words) {
        Map<Period, Amount> limits = new EnumMap<>(Period.class);
        while (words.more()) {
            limits.put(Period.valueOf(words.next().toUpperCase(Locale.ROOT)), words.amount());
        }
        return new SpendingLimits(limits.get(Period.DAY), limits.get(Period.WEEK), limits.get(Period.MONTH));
    }

    private static ReasonCode reason(Words words) {
        return words.takes("because") ? ReasonCode.ofCode(words.next()) : ReasonCode.RELEASED;
    }

    /** Such as {@code carrying m input 100 output 0}. */
    private Command.@Nullable Carried carried(Words words) {
        return words.takes("carrying") ? new Command.Carried(usage(words), words.takes("estimated")) : null;
    }

    private static @Nullable String feature(Words words) {
        return words.takes("feature") ? words.next() : null;
    }

    private static boolean isText(String word) {
        return word.equals("says");
    }

    private static @Nullable Text text(Line line, Words words) {
        return words.takes("says") ? new Text(words.next(), null, Collections.emptySortedMap(), salt(line)) : null;
    }

    /** As random as a scenario needs: the same line has the same. */
    private static Digest salt(Line line) {
        return Cast.fingerprint("salt of " + line.number() + " " + line.text());
    }
}
