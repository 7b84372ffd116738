package dev.florin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.florin.core.purchases.PauseReason;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What random histories are about. */
class HistoryWriterTest {
    private static final int HISTORIES = 600;

    private static final Set<String> OUTCOMES = Set.of(
            "account",
            "account_in_dispute",
            "account_frozen",
            "account_not_empty",
            "charge",
            "checkout_open",
            "dispute",
            "gateway_key",
            "grant",
            "hold_already_ended",
            "idempotency_key_reused",
            "insufficient_credits",
            "invalid_key",
            "invalid_request",
            "limit_reached",
            "model_not_allowed",
            "model_not_priced",
            "not_charged",
            "not_found",
            "nothing",
            "open",
            "paid_twice",
            "refund",
            "refund_exceeds_unspent",
            "refund_instead",
            "replayed",
            "reversal",
            "reversal_exceeds_charge",
            "subscription_required",
            "top_up",
            "top_up_in_progress");

    private static final Set<String> PAUSES =
            Arrays.stream(PauseReason.values()).map(PauseReason::code).collect(Collectors.toSet());

    private static final Set<String> AROUND = Set.of(
            "account",
            "advance",
            "allow_charges",
            "price",
            "restart",
            "retire",
            "stop_charges",
            "unprice",
            Step.STRIKE,
            Step.WAIT);

    private static final Set<String> REASONS = Set.of("empty", "expired", "failed", "free", "released", "uncollected");

    @Test
    void aSeedHasOneHistory() {
        assertEquals(HistoryWriter.write(7), HistoryWriter.write(7));
        assertNotEquals(HistoryWriter.write(7), HistoryWriter.write(8));
    }

    @Test
    void theyComeToEverythingThatACommandCanComeTo() {
        Set<String> outcomes = new TreeSet<>();
        Set<String> reasons = new TreeSet<>();
        Set<String> around = new TreeSet<>();
        Set<String> pauses = new TreeSet<>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            MemoryStage stage = new MemoryStage();
            Scenario scenario = new Scenario(stage);
            for (Step step : HistoryWriter.write(seed).steps()) {
                if (step.asks()) {
                    Answer answer = Answer.of(stage.ledger()
                            .submit(scenario.read(step.line()).command())
                            .join());
                    outcomes.add(answer.code());
                    scenario.cast().accounts().values().stream()
                            .map(account -> stage.ledger().snapshot(account).orElseThrow())
                            .map(snapshot -> snapshot.purchases().recharge())
                            .filter(recharge -> recharge != null && recharge.pause() != null)
                            .forEach(recharge -> pauses.add(recharge.pause().code()));
                } else {
                    around.add(step.line().verb());
                    SequentialPlay.change(scenario, step.line());
                }
            }
            scenario.cast().accounts().values().stream()
                    .flatMap(account -> stage.ledger().snapshot(account).orElseThrow().rows().stream())
                    .forEach(row -> {
                        if (row.reasonCode() != null) {
                            reasons.add(row.reasonCode().code());
                        }
                    });
        }
        assertEquals(List.of(), missing(OUTCOMES, outcomes));
        assertEquals(List.of(), missing(REASONS, reasons));
        assertEquals(List.of(), missing(AROUND, around));
        assertEquals(List.of(), missing(PAUSES, pauses));
    }

    private static List<String> missing(Set<String> expected, Set<String> found) {
        return expected.stream().filter(each -> !found.contains(each)).sorted().toList();
    }
}
