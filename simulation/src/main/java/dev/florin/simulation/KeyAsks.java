package dev.florin.simulation;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Period;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Request;
import dev.florin.core.money.Amount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a command of a line about a gateway key. Not thread-safe. */
final class KeyAsks {
    private final Stage stage;
    private final Cast cast;

    KeyAsks(Stage stage, Cast cast) {
        this.stage = stage;
        this.cast = cast;
    }

    Asks.Ask read(Line line, Words words) {
        String name = words.next();
        Request request = Asks.request(line);
        if (line.verb().equals("gateway_key")) {
            return new Asks.Ask(
                    create(cast.account(words.next()), request, name, line, words),
                    name.equals(Asks.NO_NAME) ? null : name);
        }
        Cast.Thing key = cast.key(name);
        return new Asks.Ask(
                line.verb().equals("revoke")
                        ? new KeyCommand.RevokeKey(key.account(), request, key.number())
                        : change(key, request, words),
                null);
    }

    /** What is said of a key. */
    private static final class Said {
        private final Map<Period, Amount> limits = new EnumMap<>(Period.class);
        private final Set<String> models = new LinkedHashSet<>();
        private final Set<String> features = new LinkedHashSet<>();
        private KeyCommand.@Nullable Expiry expiry;
        private boolean unlimited;

        SpendingLimits read() {
            return new SpendingLimits(
                    limits.get(Period.DAY),
                    limits.get(Period.WEEK),
                    limits.get(Period.MONTH),
                    limits.get(Period.TOTAL));
        }
    }

    private Said said(Words words) {
        Said said = new Said();
        while (words.more()) {
            String option = words.next();
            switch (option) {
                case "day" -> said.limits.put(Period.DAY, words.amount());
                case "week" -> said.limits.put(Period.WEEK, words.amount());
                case "month" -> said.limits.put(Period.MONTH, words.amount());
                case "total" -> said.limits.put(Period.TOTAL, words.amount());
                case "unlimited" -> said.unlimited = true;
                case "model" -> said.models.add(stage.model(words.next()).name());
                case "feature" -> said.features.add(words.next());
                case "expires" -> said.expiry = new KeyCommand.Expiry(words.time(stage.now()));
                default -> throw words.unknown(option);
            }
        }
        return said;
    }

    private KeyCommand create(AccountNumber account, Request request, String name, Line line, Words words) {
        Said said = said(words);
        Instant expiresAt = said.expiry == null ? null : said.expiry.at();
        Digest hash = Digest.sha256(("secret of " + line.number() + " " + name).getBytes(StandardCharsets.UTF_8));
        return new KeyCommand.CreateKey(
                account, request, name, hash, said.read(), said.models, said.features, expiresAt);
    }

    private KeyCommand change(Cast.Thing key, Request request, Words words) {
        Said said = said(words);
        return new KeyCommand.ChangeKey(
                key.account(),
                request,
                key.number(),
                null,
                said.limits.isEmpty() && !said.unlimited ? null : said.read(),
                said.models.isEmpty() ? null : said.models,
                said.features.isEmpty() ? null : said.features,
                said.expiry);
    }
}
