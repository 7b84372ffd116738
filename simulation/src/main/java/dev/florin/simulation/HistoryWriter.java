package dev.florin.simulation;

import dev.florin.core.accounts.Plan;
import dev.florin.core.ledger.AccountSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Writes the history of a seed. It plays each line in memory first, so that it knows what there is: which holds are open, how
 * much is left, what falls due next. So most lines are about borders, where mistakes are.
 *
 * <p>Each history leaves out some kinds of lines and has others more often: what all histories have a little of each would
 * meet rarely. For one use; not thread-safe.
 */
final class HistoryWriter {
    /** After it an account's last line is as likely to matter as any. */
    private static final int USUAL_LINES = 45;

    private static final int MANY_LINES = 300;

    /** So many of a hundred histories are also about payments. */
    private static final int BUYING_PERCENT = 60;

    private static final int MOST_ACCOUNTS = 5;
    private static final int ACCOUNTS_OF_A_BULK = 40;
    private static final List<String> ZONES = List.of(
            "UTC",
            "America/New_York",
            "Europe/Berlin",
            "Asia/Tokyo",
            "Pacific/Chatham",
            "Australia/Lord_Howe",
            "Pacific/Kiritimati");

    private final Dice dice;
    private final MemoryStage stage = new MemoryStage();
    private final Scenario memory = new Scenario(stage);
    private final List<String> lines = new ArrayList<>();
    private final List<String> accounts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Choice> choices = new ArrayList<>();
    private final Deque<String> next = new ArrayDeque<>();
    private final AskWriter asks;
    private final PurchaseWriter purchases;
    private final KeyWriter gatewayKeys;
    private final int otherPercent;
    private final int waitPercent;
    private int weights;

    private record Choice(int weight, Supplier<String> line) {}

    private HistoryWriter(long seed) {
        dice = new Dice(seed);
        boolean buys = dice.chance(BUYING_PERCENT);
        asks = new AskWriter(dice, this::snapshot, !buys);
        purchases = new PurchaseWriter(dice, this::snapshot);
        gatewayKeys = new KeyWriter(dice, this::snapshot);
        otherPercent = dice.oneOf(List.of(0, 20, 50));
        waitPercent = dice.oneOf(List.of(3, 10, 25, 50));
        may(10, 3, () -> asks.grant(account()));
        may(16, 3, this::hold);
        may(14, 3, () -> aboutAHold(asks::settle));
        may(5, 1, () -> aboutAHold(asks::release));
        may(8, 1, () -> aboutAHold(asks::extend));
        may(10, 2, () -> asks.charge(account()));
        may(4, 1, () -> asks.event(account()));
        may(4, 1, () -> asks.voidGrant(account()));
        may(6, 1, () -> asks.reverse(account()));
        may(3, 1, () -> asks.limits(account()));
        may(3, 1, () -> gatewayKeys.line(account()));
        may(8, 2, this::retry);
        may(7, 1, this::advance);
        may(2, 1, this::plan);
        may(2, 1, this::freeze);
        may(1, 1, () -> "zone " + account() + " " + dice.oneOf(ZONES));
        may(1, 1, () -> "delete " + account() + dice.oneOf("", " forfeit", " forfeit"));
        may(2, 1, () -> "expire " + account());
        may(2, 1, asks::price);
        may(1, 1, () -> dice.oneOf("retire m0", "retire m1 1h", "unprice m0 2", "unprice m1 1", "unprice m1 3"));
        may(1, 1, this::newAccount);
        if (buys) {
            mayBuy();
        }
    }

    private void mayBuy() {
        may(12, 2, () -> purchases.buy(account()));
        may(16, 2, () -> purchases.goesOn(account()));
        may(3, 1, () -> purchases.hears(account()));
        may(4, 1, () -> purchases.unpaid(account()));
        may(6, 1, () -> purchases.refund(account()));
        may(4, 1, () -> purchases.refundHears(account()));
        may(4, 1, () -> purchases.refundedAtStripe(account()));
        may(8, 1, () -> purchases.bank(account()));
        may(4, 1, () -> purchases.invoice(account()));
        may(2, 1, () -> purchases.subscription(account()));
        may(8, 1, () -> purchases.rechargeOn(account()));
        may(16, 1, () -> purchases.recharge(account()));
        may(2, 1, () -> purchases.setting(account()));
        may(1, 1, () -> dice.oneOf("stop_charges", "allow_charges", "allow_charges"));
        may(1, 1, this::pause);
    }

    /** The history of a seed. */
    static History write(long seed) {
        return new HistoryWriter(seed).write();
    }

    /** A kind of line, in this history often, sometimes, or where it need not be never. */
    private void may(int weight, int least, Supplier<String> line) {
        int factor = dice.oneOf(least > 1 ? List.of(1, 1, 2) : List.of(0, 1, 1, 3));
        weights += weight * factor;
        choices.add(new Choice(weight * factor, line));
    }

    private History write() {
        int count = dice.chance(3) ? MANY_LINES : 5 + dice.below(USUAL_LINES);
        int openAtFirst = dice.chance(2) ? ACCOUNTS_OF_A_BULK : 1 + dice.below(MOST_ACCOUNTS);
        for (int i = 0; i < openAtFirst; i++) {
            add(newAccount());
            if (!dice.chance(3)) {
                add("plan a" + i + " pro");
            }
        }
        if (dice.chance(70)) {
            asks.firstPrices().forEach(this::add);
        }
        accounts.forEach(account -> add(asks.grant(account)));
        int strikes = dice.chance(12) ? 1 + dice.below(3) : 0;
        int restarts = dice.chance(3) ? 1 + dice.below(2) : 0;
        boolean freezes = dice.below(5_000) == 0; // PostgreSQL takes 5 s to notice
        int end = lines.size() + count;
        while (lines.size() < end) {
            int left = end - lines.size();
            if (strikes > 0 && dice.below(left) < strikes) {
                strikes--;
                add(Step.STRIKE + " " + dice.oneOf("before_commit", "during_commit", "after_commit"));
            } else if (restarts > 0 && dice.below(left) < restarts) {
                restarts--;
                add(maybeOther("restart"));
            } else if (freezes && dice.below(left) == 0) {
                freezes = false;
                add(Step.STRIKE + " freeze");
            }
            add(chosen());
            if (dice.chance(waitPercent)) {
                lines.add(Step.WAIT);
            }
        }
        return new History(lines);
    }

    /** How auto-recharge comes to a pause: lines one after the other that chance would seldom bring. */
    private String pause() {
        String first = newAccount();
        next.addAll(purchases.pause(accounts.getLast()));
        return first;
    }

    private String chosen() {
        if (!next.isEmpty()) {
            return next.remove();
        }
        int at = dice.below(weights);
        for (Choice choice : choices) {
            at -= choice.weight;
            if (at < 0) {
                return choice.line.get();
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private void add(String text) {
        Step step = Step.read(Line.read(lines.size() + 1, text));
        boolean ask = step.asks();
        lines.add(ask && !step.other() ? maybeOther(text) : text);
        if (ask) {
            asked.add(step.line().text());
        }
        SequentialPlay.play(stage, memory, step);
    }

    private String maybeOther(String line) {
        return dice.chance(otherPercent) ? Step.toOther(line) : line;
    }

    /** One that is not deleted, where it is not to be any. */
    private String account() {
        String account = dice.oneOf(accounts);
        return snapshot(account).account().deleted() && dice.chance(80) ? dice.oneOf(accounts) : account;
    }

    /** About an account that has open holds, where there is one; where there is none, one is rather placed. */
    private String aboutAHold(UnaryOperator<String> ask) {
        List<String> holding = accounts.stream()
                .filter(account -> !snapshot(account).holds().isEmpty())
                .toList();
        if (holding.isEmpty()) {
            return dice.chance(85) ? hold() : ask.apply(account());
        }
        return ask.apply(dice.chance(90) ? dice.oneOf(holding) : account());
    }

    private String hold() {
        String account = account();
        return gatewayKeys.maybeWithKey(account, asks.hold(account));
    }

    private String freeze() {
        String account = account();
        return (snapshot(account).account().frozen() || dice.chance(30) ? "unfreeze " : "freeze ") + account;
    }

    private String plan() {
        String account = account();
        boolean pro = snapshot(account).account().plan(stage.now()) == Plan.PRO;
        return "plan " + account
                + (pro
                        ? dice.oneOf(" free", " pro until 2h", " pro until 1d", " free until 1h")
                        : dice.oneOf(" pro", " pro", " pro until 3h"));
    }

    private AccountSnapshot snapshot(String account) {
        return stage.ledger().snapshot(memory.cast().account(account)).orElseThrow();
    }

    private String newAccount() {
        String name = "a" + accounts.size();
        accounts.add(name);
        return "account " + name + " free" + (dice.chance(30) ? " zone " + dice.oneOf(ZONES) : "");
    }

    /** Something asked before, mostly lately: the same, or another request under its key. */
    private String retry() {
        int back = dice.chance(70) ? Math.min(asked.size(), 4) : asked.size();
        String before = asked.get(asked.size() - 1 - dice.below(back));
        int key = before.indexOf(" key ");
        return key >= 0 && dice.chance(20) ? asks.underKey(account(), before.substring(key)) : before;
    }

    /** Time goes on: to the moment, or just before or after it, at which something falls due; or by some while. */
    private String advance() {
        Instant due = snapshot(account()).account().nextDue();
        if (due != null && dice.chance(60)) {
            long micros = Duration.between(stage.now(), due).toNanos() / 1_000
                    + dice.oneOf(List.of(-2_000_000L, 1L, 1_000L, 2_000_000L));
            if (micros > 0) {
                return "advance " + micros + "us";
            }
        }
        return "advance " + dice.oneOf("1s", "20s", "3m", "1h", "7h", "1d", "3d", "8d", "31d");
    }
}
