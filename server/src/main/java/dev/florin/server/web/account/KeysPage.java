package dev.florin.server.web.account;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.KeyCommand;
import dev.florin.core.ledger.Outcome;
import dev.florin.core.ledger.Target;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.GatewayKeys;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Slice;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.pages.Flash;
import dev.florin.server.web.pages.Frame;
import dev.florin.server.web.pages.Moment;
import dev.florin.server.web.pages.Pages;
import dev.florin.server.web.pages.Tab;
import dev.florin.server.web.pages.Typed;
import dev.florin.server.web.pages.Visit;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gateway keys with their limits, and the limits of the whole account. A secret is shown once. Thread-safe. */
public final class KeysPage {
    private static final String PATH = "/account/keys";
    private static final String ONE = PATH + "/{key}";
    private static final int LONGEST_NAME = 100;

    /** More keys than anybody reads; older ones are reached by the API. */
    private static final int MOST_SHOWN = Slice.MOST;

    private final GatewayKeys keys;
    private final Accounts accounts;
    private final ObjectIds ids;
    private final String publicUrl;

    /** A key in the list. */
    public record Shown(
            String id,
            String name,
            List<LimitBar> bars,
            Moment created,
            @Nullable Moment lastUsed,
            String ended) {}

    /**
     * The model of the page.
     *
     * @param account limits of the account, as its form has them
     * @param created the fields of a new key
     */
    public record Model(
            Frame frame,
            List<Shown> inForce,
            List<Shown> ended,
            List<LimitBar> bars,
            Typed account,
            Typed created,
            String publicUrl) {}

    /** The model of the page that shows a secret, the only time. */
    public record SecretModel(Frame frame, String name, String secret, String publicUrl) {}

    /** The model of the page of one key. */
    public record OneModel(Frame frame, Shown key, Typed typed) {}

    /** Keys of accounts on {@code publicUrl}. */
    public KeysPage(GatewayKeys keys, Accounts accounts, ObjectIds ids, String publicUrl) {
        this.keys = keys;
        this.accounts = accounts;
        this.ids = ids;
        this.publicUrl = publicUrl;
    }

    /** Adds the pages and their forms. */
    public void addTo(Pages pages) {
        pages.get(PATH, visit -> show(visit, LimitFields.fill(Typed.blank(), limits(visit)), Typed.blank()))
                .post(PATH, this::create)
                .post(PATH + "/limits", this::setLimits)
                .get(ONE, this::showOne)
                .post(ONE, this::change)
                .post(ONE + "/revoke", this::revoke);
    }

    private static SpendingLimits limits(Visit visit) {
        return visit.customer().standing().account().limits();
    }

    private Answer show(Visit visit, Typed account, Typed created) {
        List<GatewayKeys.Kept> all =
                keys.list(visit.account(), Slice.first(MOST_SHOWN)).rows();
        Instant now = visit.now();
        List<Shown> inForce = all.stream()
                .filter(each -> each.key().isInForce(now))
                .map(each -> shown(visit, each))
                .toList();
        List<Shown> ended = all.stream()
                .filter(each -> !each.key().isInForce(now))
                .map(each -> shown(visit, each))
                .toList();
        Account own = visit.customer().standing().account();
        List<LimitBar> bars = LimitFields.bars(own.limits(), accounts.limitUses(visit.account()), own, now);
        Model model =
                new Model(visit.frame("Keys & limits", Tab.KEYS), inForce, ended, bars, account, created, publicUrl);
        boolean right = account.isRight() && created.isRight();
        return right ? visit.page("account/keys.jte", model) : visit.wrong("account/keys.jte", model);
    }

    private Shown shown(Visit visit, GatewayKeys.Kept kept) {
        GatewayKey key = kept.key();
        Instant used = kept.lastUsedAt();
        Account account = visit.customer().standing().account();
        Instant revoked = key.revokedAt();
        Instant expires = key.expiresAt();
        String ended = revoked != null
                ? "revoked " + visit.moment(revoked).day()
                : expires == null ? "" : "expires " + visit.moment(expires).day();
        return new Shown(
                ids.write(ObjectIds.Kind.GATEWAY_KEY, visit.account(), key.number()),
                key.name(),
                LimitFields.bars(key.limits(), keys.uses(visit.account(), key.number()), account, visit.now()),
                visit.moment(key.createdAt()),
                used == null ? null : visit.moment(used),
                ended);
    }

    private static String name(Visit visit, Typed typed) {
        String name = visit.form().text("name");
        if (name.isEmpty()) {
            typed.wrong("name", "Please give it a name, such as where it is used.");
        } else if (name.length() > LONGEST_NAME) {
            typed.wrong("name", "Please use at most " + LONGEST_NAME + " characters.");
        }
        return name;
    }

    private Answer create(Visit visit) {
        Typed typed = Typed.of(visit.form());
        String name = name(visit, typed);
        SpendingLimits limits = LimitFields.read(typed, true);
        if (!typed.isRight()) {
            return show(visit, LimitFields.fill(Typed.blank(), limits(visit)), typed);
        }
        String secret = keys.newSecret();
        Outcome<GatewayKey> outcome = visit.ask(new KeyCommand.CreateKey(
                visit.account(), visit.command(), name, GatewayKeys.hash(secret), limits, Set.of(), Set.of(), null));
        return switch (outcome) {
            case Outcome.Done<GatewayKey>(GatewayKey key) ->
                visit.page(
                        "account/secret.jte",
                        new SecretModel(visit.frame("New key", Tab.KEYS), key.name(), secret, publicUrl));
            case Outcome.Replayed<GatewayKey>(Target _) ->
                visit.seeOther(PATH, Flash.good("The key is there already; its secret was shown once."));
            case Outcome.Refused<GatewayKey> refused ->
                visit.seeOther(PATH, Flash.bad("The key was not made. Please try again."));
        };
    }

    private Answer setLimits(Visit visit) {
        Typed typed = Typed.of(visit.form());
        SpendingLimits limits = LimitFields.read(typed, false);
        if (!typed.isRight()) {
            return show(visit, typed, Typed.blank());
        }
        Outcome<Account> outcome = visit.ask(new Command.SetLimits(visit.account(), visit.command(), limits));
        return visit.seeOther(
                PATH,
                outcome instanceof Outcome.Refused<Account>
                        ? Flash.bad("The limits were not changed. Please try again.")
                        : Flash.good("Your limits are set."));
    }

    private GatewayKeys.Kept kept(Visit visit) {
        return ids.read(ObjectIds.Kind.GATEWAY_KEY, visit.path("key"))
                .filter(reference -> reference.account().equals(visit.account()))
                .flatMap(reference -> keys.find(visit.account(), reference.number()))
                .orElseThrow(Visit::notFound);
    }

    private Answer showOne(Visit visit) {
        GatewayKeys.Kept kept = kept(visit);
        Typed typed = LimitFields.fill(Typed.blank(), kept.key().limits())
                .with("name", kept.key().name());
        return visit.page("account/key.jte", one(visit, kept, typed));
    }

    private OneModel one(Visit visit, GatewayKeys.Kept kept, Typed typed) {
        return new OneModel(visit.frame(kept.key().name(), Tab.KEYS), shown(visit, kept), typed);
    }

    private Answer change(Visit visit) {
        GatewayKeys.Kept kept = kept(visit);
        Typed typed = Typed.of(visit.form());
        String name = name(visit, typed);
        SpendingLimits limits = LimitFields.read(typed, true);
        if (!typed.isRight()) {
            return visit.wrong("account/key.jte", one(visit, kept, typed));
        }
        Outcome<GatewayKey> outcome = visit.ask(new KeyCommand.ChangeKey(
                visit.account(), visit.command(), kept.key().number(), name, limits, null, null, null));
        return visit.seeOther(
                PATH,
                outcome instanceof Outcome.Refused<GatewayKey>
                        ? Flash.bad("The key was not changed. Please try again.")
                        : Flash.good("Saved."));
    }

    private Answer revoke(Visit visit) {
        GatewayKeys.Kept kept = kept(visit);
        Outcome<GatewayKey> outcome = visit.ask(new KeyCommand.RevokeKey(
                visit.account(), visit.command(), kept.key().number()));
        return visit.seeOther(
                PATH,
                outcome instanceof Outcome.Refused<GatewayKey>
                        ? Flash.bad("The key was not revoked. Please try again.")
                        : Flash.good("“" + kept.key().name() + "” is revoked: no call is admitted with it any more."));
    }
}
