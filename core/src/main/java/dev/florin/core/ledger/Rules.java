package dev.florin.core.ledger;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.Plan;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.pricing.PriceList;
import dev.florin.core.purchases.Announcement.Event;
import dev.florin.core.purchases.Refund;
import dev.florin.core.purchases.TopUp;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides commands: the one place where it is said what Florin does with credit, used by every ledger.
 *
 * <p>For each command, in this order, the first that fails answers: is there such an object; is the key known; what was due
 * is carried out before; then what the command itself demands (hold ended, frozen, plan, price, limit, balance). Whatever is
 * decided stands in the {@link AccountBook}; the rules read no clock, no database and no randomness. Not thread-safe.
 */
public final class Rules {
    private final AccountBook book;
    private final Instant now;
    private final DueRules due;
    private final KeyRules keys;
    private final HoldRules holds;
    private final ChargeRules charges;
    private final GrantRules grants;
    private final AccountRules accounts;
    private final PurchaseRules purchases;
    private final RefundRules refunds;
    private final DisputeRules disputes;
    private final BonusRules bonuses;
    private final RechargeRules recharge;

    /** The rules over one account at one moment, with the prices known then. */
    public Rules(AccountBook book, PriceList prices, Instant now) {
        this.book = book;
        this.now = Micros.cut(now);
        Limits limits = new Limits(book, this.now);
        this.keys = new KeyRules(book, limits, this.now);
        ClaimRules claims = new ClaimRules(book, this.now);
        this.grants = new GrantRules(book, limits, claims, this.now);
        this.charges = new ChargeRules(book, limits, grants, prices, this.now);
        this.holds = new HoldRules(book, limits, keys, charges, prices, this.now);
        this.due = new DueRules(book, charges, grants, this.now);
        this.recharge = new RechargeRules(book, this.now);
        this.accounts = new AccountRules(book, limits, keys, grants, recharge, this.now);
        this.purchases = new PurchaseRules(book, grants, recharge, this.now);
        this.refunds = new RefundRules(book, claims, grants, this.now);
        this.disputes = new DisputeRules(book, claims, grants, this.now);
        this.bonuses = new BonusRules(book, purchases);
    }

    /** Decides one command. */
    @SuppressWarnings("unchecked") // each command is a Command<T> of what its rule answers
    public <T> Outcome<T> decide(Command<T> command) {
        if (book.deleted() && !(command instanceof PurchaseCommand<?> purchase && purchase.survivesDeletion())) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        boolean owed = book.owed().isPositive();
        if (!book.deleted()) {
            accounts.endPlan();
        }
        due.carryOut(command.request());
        if (owed && book.owed().isZero()) {
            recharge.follow(); // a hold that expired has freed what paid it
        }
        if (isAboutNothing(command)) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        Digest key = command.request().key();
        if (key != null) {
            Optional<AccountRecords.KeyRecord> known = book.key(key);
            if (known.isPresent()) {
                return known.get().fingerprint().equals(command.request().fingerprint())
                        ? new Outcome.Replayed<>(known.get().target())
                        : new Outcome.Refused<>(new Refusal.KeyReused());
            }
        }
        owed = book.owed().isPositive();
        Plan plan = book.plan(now);
        Outcome<?> outcome = dispatch(command);
        if (concernsRecharge(command) || (owed && book.owed().isZero())) {
            recharge.follow();
        }
        if (book.plan(now) != plan) {
            book.purchases().announce(plan == Plan.PRO ? Event.SUBSCRIPTION_ENDED : Event.SUBSCRIPTION_ACTIVATED, 0);
        }
        if (key != null && outcome instanceof Outcome.Done<?>(Object value)) {
            book.remember(key, command.request().fingerprint(), target(value));
        }
        return (Outcome<T>) outcome;
    }

    private Outcome<?> dispatch(Command<?> command) {
        return switch (command) {
            case Command.PlaceHold place -> holds.place(place);
            case Command.ExtendHold extend -> holds.extend(extend);
            case Command.SettleHold settle -> holds.settle(settle);
            case Command.ReleaseHold release -> holds.release(release);
            case Command.Charge charge -> charges.charge(charge);
            case Command.RecordUsage usage -> charges.record(usage);
            case Command.GiveCredit give -> grants.give(give);
            case Command.VoidGrant voided -> grants.take(voided);
            case Command.Reverse reverse -> grants.reverse(reverse);
            case Command.SetPlan plan -> accounts.setPlan(plan);
            case Command.SetFrozen frozen -> accounts.setFrozen(frozen);
            case Command.SetLimits limits -> accounts.setLimits(limits);
            case Command.SetZone zone -> accounts.setZone(zone);
            case Command.DeleteAccount delete -> accounts.delete(delete);
            case Command.CarryOutDue _ -> new Outcome.Done<>(book.account());
            case KeyCommand.CreateKey create -> keys.create(create);
            case KeyCommand.ChangeKey change -> keys.change(change);
            case KeyCommand.RevokeKey revoke -> keys.revoke(revoke);
            case PurchaseCommand<?> purchase -> dispatch(purchase);
        };
    }

    private Outcome<?> dispatch(PurchaseCommand<?> command) {
        return switch (command) {
            case PurchaseCommand.OpenTopUp open -> purchases.open(open);
            case PurchaseCommand.AdvanceTopUp advance -> purchases.advance(advance);
            case PurchaseCommand.SettlePayment settle -> purchases.settle(settle);
            case PurchaseCommand.EndTopUp end -> purchases.end(end);
            case PurchaseCommand.OpenRefund open -> refunds.open(open);
            case PurchaseCommand.AdvanceRefund advance -> refunds.advance(advance);
            case PurchaseCommand.BookRefund refund -> refunds.book(refund);
            case PurchaseCommand.OpenDispute open -> disputes.open(open);
            case PurchaseCommand.EndDispute end -> disputes.end(end);
            case PurchaseCommand.PayInvoice invoice -> bonuses.pay(invoice);
            case PurchaseCommand.SetSubscription subscription -> accounts.setSubscription(subscription);
            case PurchaseCommand.SwitchRechargeOn on -> recharge.switchOn(on);
            case PurchaseCommand.SwitchRechargeOff _ -> recharge.switchOff();
            case PurchaseCommand.NewCard _ -> recharge.newCard();
            case PurchaseCommand.OpenRecharge open -> recharge.open(open);
        };
    }

    /** Whether it may begin or end a pause of auto-recharge. */
    private static boolean concernsRecharge(Command<?> command) {
        return switch (command) {
            case PurchaseCommand.OpenRecharge _ -> false; // looks at everything itself
            case PurchaseCommand<?> _, Command.SetPlan _, Command.SetFrozen _ -> true;
            default -> false;
        };
    }

    private boolean isAboutNothing(Command<?> command) {
        return switch (command) {
            case Command.PlaceHold place -> place.keyNumber() > 0 && keys.isUnknown(place.keyNumber());
            case KeyCommand.ChangeKey change -> keys.isUnknown(change.key());
            case KeyCommand.RevokeKey revoke -> keys.isUnknown(revoke.key());
            case Command.ExtendHold extend -> noHold(extend.hold());
            case Command.SettleHold settle -> noHold(settle.hold());
            case Command.ReleaseHold release -> noHold(release.hold());
            case Command.VoidGrant voided -> book.grant(voided.grant()).isEmpty();
            case PurchaseCommand.AdvanceTopUp advance -> noTopUp(advance.topUp());
            case PurchaseCommand.SettlePayment settle -> noTopUp(settle.topUp());
            case PurchaseCommand.EndTopUp end -> noTopUp(end.topUp());
            case PurchaseCommand.OpenRefund refund -> noTopUp(refund.topUp());
            case PurchaseCommand.AdvanceRefund refund ->
                book.purchases().refund(refund.refund()).isEmpty();
            case PurchaseCommand.EndDispute end ->
                book.purchases().records().disputeCalled(end.stripeId()).isEmpty();
            case Command.Reverse reverse ->
                book.records().transaction(reverse.charge()).isEmpty();
            default -> false;
        };
    }

    private boolean noHold(long number) {
        return book.openHold(number).isEmpty() && book.endOf(number).isEmpty();
    }

    private boolean noTopUp(long number) {
        return book.purchases().topUp(number).isEmpty();
    }

    private static Target target(Object value) {
        return switch (value) {
            case Hold hold -> new Target(Target.Kind.HOLD, hold.number());
            case Grant grant -> new Target(Target.Kind.GRANT, grant.number());
            case Transaction row -> new Target(Target.Kind.TRANSACTION, row.sequence());
            case TopUp topUp -> new Target(Target.Kind.TOP_UP, topUp.number());
            case Refund refund -> new Target(Target.Kind.REFUND, refund.number());
            case GatewayKey made -> new Target(Target.Kind.GATEWAY_KEY, made.number());
            case Account _ -> new Target(Target.Kind.ACCOUNT, 0);
            default -> throw new IllegalStateException("no key can stand for " + value.getClass());
        };
    }
}
