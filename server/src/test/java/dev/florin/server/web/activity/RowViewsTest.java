package dev.florin.server.web.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.House;
import dev.florin.core.grants.Draw;
import dev.florin.core.grants.Grant;
import dev.florin.core.grants.GrantKind;
import dev.florin.core.holds.HoldEnd;
import dev.florin.core.ledger.ReasonCode;
import dev.florin.core.ledger.Transaction;
import dev.florin.core.ledger.TransactionType;
import dev.florin.core.money.Amount;
import dev.florin.core.pricing.CostLine;
import dev.florin.core.pricing.Costing;
import dev.florin.core.pricing.Model;
import dev.florin.core.pricing.Price;
import dev.florin.core.pricing.TokenClass;
import dev.florin.core.pricing.Usage;
import dev.florin.server.storage.ActivitySums.Reversal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the table and the receipt say of a row. */
class RowViewsTest {
    private static final AccountNumber ACCOUNT = new AccountNumber(1, 1);
    private static final Instant AT = Instant.parse("2026-11-23T05:30:07Z");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Model LARGE = new Model("large");

    private static final Price PRICE = new Price(
            LARGE,
            2,
            "sandbox",
            null,
            Map.of(TokenClass.INPUT, Amount.dollars("3.00"), TokenClass.OUTPUT, Amount.dollars("15.00")),
            new TreeMap<>(),
            List.of(new Price.Tier(200_000, Map.of(TokenClass.INPUT, Amount.dollars("6.000000001")))),
            1_000_000,
            64_000,
            Map.of(),
            Instant.parse("2026-11-01T00:00:00Z"),
            false,
            false,
            1,
            null);

    private static Transaction charge(long input, String uncollected, boolean estimated) {
        Usage usage = Usage.of(LARGE, input, 350, "cached_input=200,reasoning=50");
        Amount cost = ((Costing.Priced) PRICE.cost(usage)).cost().total();
        Amount lost = Amount.dollars(uncollected);
        return row(
                TransactionType.CHARGE,
                cost.minus(lost).negated(),
                new Transaction.Spending(LARGE, usage, 2, "chat", 0, null, cost, lost, estimated),
                null);
    }

    private static Transaction row(
            TransactionType type, Amount amount, Transaction.@Nullable Spending spending, @Nullable ReasonCode reason) {
        return new Transaction(
                ACCOUNT,
                7,
                type,
                amount,
                Amount.dollars("12.3"),
                House.REVENUE,
                spending == null
                        ? null
                        : new Transaction.EndedHold(
                                4,
                                Amount.dollars("0.06"),
                                AT.minusSeconds(3),
                                AT.plusSeconds(600),
                                HoldEnd.SETTLED,
                                1_000L,
                                2),
                spending,
                amount.isNegative() ? List.of(new Draw(1, amount.negated(), Draw.Purpose.CHARGE)) : List.of(),
                reason,
                null,
                "customer",
                "api",
                Digest.NONE,
                null,
                null,
                AT,
                Digest.NONE,
                Digest.NONE);
    }

    private static ReceiptViews receipt(Transaction row) {
        Transaction.Spending spending = row.spending();
        Usage usage = spending == null ? null : spending.usage();
        List<CostLine> lines = usage == null
                ? List.of()
                : ((Costing.Priced) PRICE.cost(usage)).cost().lines();
        Grant grant = new Grant(
                1,
                GrantKind.PAID,
                Amount.dollars("20.00"),
                Amount.dollars("12.30"),
                Amount.dollars("20.00"),
                null,
                Grant.State.OPEN,
                "pi_1",
                Instant.parse("2026-11-20T00:00:00Z"));
        return new ReceiptViews(
                row,
                lines,
                Optional.of(PRICE).filter(any -> usage != null),
                Map.of(1L, grant),
                List.of(),
                "laptop",
                UTC);
    }

    @Test
    void aReceiptIsTheFormulaWithItsNumbers() {
        ReceiptViews receipt = receipt(charge(1_200, "0.00", false));
        assertEquals(
                List.of(
                        new ReceiptModel.Step("Input tokens", "1,000", "$3.00 a million", "$0.003"),
                        new ReceiptModel.Step("Cached input tokens", "200", "$3.00 a million", "$0.0006"),
                        new ReceiptModel.Step("Output tokens", "300", "$15.00 a million", "$0.0045"),
                        new ReceiptModel.Step("Reasoning tokens", "50", "$15.00 a million", "$0.00075")),
                receipt.formula());
        assertEquals(List.of(new ReceiptModel.Sum("Charged", "$0.00885", true)), receipt.sums());
        assertEquals(List.of(new ReceiptModel.Draw("Paid credit", "of 20 Nov 2026", "−$0.00885")), receipt.draws());
        assertEquals(
                new ReceiptModel.Fact("Price", "Version 2, in force since 1 Nov 2026"),
                receipt.facts().get(3));
    }

    @Test
    void roundingAndTheTierAreSaid() {
        ReceiptViews receipt = receipt(charge(200_001, "0.00", false));
        assertEquals("$1.198806000199801", receipt.formula().getFirst().amount());
        assertEquals(
                List.of("Together", "Rounded once, to a billionth of a dollar", "Charged"),
                receipt.sums().stream().map(ReceiptModel.Sum::what).toList());
        assertEquals(
                "Version 2, in force since 1 Nov 2026; the whole call at the price for more than 200,000 input tokens",
                receipt.facts().get(3).value());
    }

    @Test
    void whatNobodyPaidIsTakenOffBeforeTheEyes() {
        ReceiptViews receipt = receipt(charge(1_200, "0.00085", false));
        assertEquals(
                List.of(
                        new ReceiptModel.Sum("Cost", "$0.00885", false),
                        new ReceiptModel.Sum("Not charged: there was no credit left", "−$0.00085", false),
                        new ReceiptModel.Sum("Charged", "$0.008", true)),
                receipt.sums());
    }

    @Test
    void aStatusSaysWhatBecameOfACall() {
        Transaction charge = charge(1_200, "0.00", false);
        assertEquals("Settled", RowViews.status(charge, List.of()).text());
        assertEquals(
                "Reversed",
                RowViews.status(
                                charge,
                                List.of(new Reversal(7, 9, charge.amount().negated())))
                        .text());
        assertEquals(
                "Partly reversed",
                RowViews.status(charge, List.of(new Reversal(7, 9, Amount.ofNanos(1))))
                        .text());
        assertEquals(
                "Estimated",
                RowViews.status(charge(1_200, "0.00", true), List.of()).text());
        RowView.Status failed =
                RowViews.status(row(TransactionType.NOT_CHARGED, Amount.ZERO, null, ReasonCode.FAILED), List.of());
        assertEquals("Not charged", failed.text());
        assertEquals("The provider failed before it answered", failed.why());
        assertEquals(
                "Booked",
                RowViews.status(row(TransactionType.TOP_UP, Amount.dollars("20"), null, null), List.of())
                        .text());
    }

    @Test
    void pointsOfAColumnStandBelowOneAnother() {
        List<Amount> amounts =
                List.of(Amount.dollars("-0.00885"), Amount.dollars("20.00"), Amount.dollars("1234.000000001"));
        AmountColumn column = AmountColumn.of(amounts);
        assertEquals(new RowView.Digits("−$0.00885", "", "\u2007".repeat(4)), column.change(amounts.get(0)));
        assertEquals(new RowView.Digits("+$20.00", "", "\u2007".repeat(7)), column.change(amounts.get(1)));
        assertEquals(new RowView.Digits("$1,234.00", "0000001", ""), column.balance(amounts.get(2)));
        assertEquals("$0.00", AmountColumn.of(List.of()).balance(Amount.ZERO).text());
    }
}
