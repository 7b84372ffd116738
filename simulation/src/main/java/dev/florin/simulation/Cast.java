package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.Plan;
import dev.florin.core.accounts.PlanWord;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Request;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Who and what the names of a scenario stand for. An account is opened, as Pro, by the first line that names it. A hold or
 * grant or key has the name it was given, or {@code alice/3} for the third of Alice. Not thread-safe.
 */
final class Cast {
    private final Stage stage;
    private final Map<String, AccountNumber> accounts = new LinkedHashMap<>();
    private final Map<String, Thing> holds = new LinkedHashMap<>();
    private final Map<String, Thing> grants = new LinkedHashMap<>();
    private final Map<String, Thing> keys = new LinkedHashMap<>();

    /** A numbered thing of an account. */
    record Thing(AccountNumber account, long number) {}

    Cast(Stage stage) {
        this.stage = stage;
    }

    Map<String, AccountNumber> accounts() {
        return accounts;
    }

    AccountNumber account(String name) {
        AccountNumber known = accounts.get(name);
        return known != null ? known : open(name, ZoneOffset.UTC, Plan.PRO);
    }

    AccountNumber open(String name, ZoneId zone, Plan plan) {
        AccountNumber number = stage.open(zone);
        accounts.put(name, number);
        if (plan == Plan.PRO) {
            Request request = new Request(null, fingerprint("opened"), "host", "scenario");
            CompletableFuture<?> set =
                    stage.ledger().submit(new Command.SetPlan(number, request, new PlanWord(plan, null)));
            set.join();
        }
        return number;
    }

    /** Names an account that does not exist. */
    void nameNobody(String name) {
        accounts.put(name, AccountNumber.of(Long.MAX_VALUE / 2));
    }

    /** Names an account that was opened elsewhere. */
    void nameAccount(String name, AccountNumber number) {
        accounts.put(name, number);
    }

    Thing hold(String name) {
        return thing(holds, name);
    }

    Thing grant(String name) {
        return thing(grants, name);
    }

    Thing key(String name) {
        return thing(keys, name);
    }

    private Thing thing(Map<String, Thing> things, String name) {
        int slash = name.lastIndexOf('/');
        if (slash > 0) {
            return new Thing(account(name.substring(0, slash)), Long.parseLong(name.substring(slash + 1)));
        }
        Thing known = things.get(name);
        if (known == null) {
            throw new ScenarioFault("nothing was named " + name);
        }
        return known;
    }

    /** Names holds, grants and keys as another cast does, whose accounts may have other numbers. */
    void nameAs(Cast other) {
        other.holds.forEach((name, thing) -> holds.put(name, own(other, thing)));
        other.grants.forEach((name, thing) -> grants.put(name, own(other, thing)));
        other.keys.forEach((name, thing) -> keys.put(name, own(other, thing)));
    }

    private Thing own(Cast other, Thing thing) {
        for (Map.Entry<String, AccountNumber> each : other.accounts.entrySet()) {
            if (each.getValue().equals(thing.account())) {
                return new Thing(account(each.getKey()), thing.number());
            }
        }
        throw new ScenarioFault("nobody has account " + thing.account());
    }

    /** Gives a name to what a command made. */
    void remember(String name, AccountNumber account, Outcome<?> outcome) {
        if (outcome instanceof Outcome.Done<?>(Object value)) {
            switch (value) {
                case Hold hold -> holds.put(name, new Thing(account, hold.number()));
                case Grant grant -> grants.put(name, new Thing(account, grant.number()));
                case GatewayKey key -> keys.put(name, new Thing(account, key.number()));
                default -> throw new ScenarioFault("neither a hold, a grant nor a key can be named " + name);
            }
        }
    }

    static Digest fingerprint(String text) {
        return Digest.shortSha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
