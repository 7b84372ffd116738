package dev.florin.simulation;

import dev.florin.core.ledger.AccountSnapshot;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Plays a history in memory, one line after the other as if each were waited for, and proves the books on the way: after each
 * line, in a long history after every few.
 */
final class SequentialPlay {
    private static final int PROOFS = 25;

    private SequentialPlay() {}

    /** What of the books does not hold; empty where everything does. */
    static List<String> broken(History history) {
        MemoryStage stage = new MemoryStage();
        Scenario scenario = new Scenario(stage);
        List<Step> steps = history.steps();
        int every = 1 + steps.size() / PROOFS;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            try {
                List<String> broken = playProving(stage, scenario, step);
                if (!broken.isEmpty()) {
                    return List.of("in memory, line " + step.line().number() + ": "
                            + step.line().text() + "\n    " + String.join("; ", broken));
                }
                if ((steps.size() - i) % every == 1 % every) {
                    scenario.proveBooks();
                }
            } catch (RuntimeException e) {
                return List.of("in memory, line " + step.line().number() + ": "
                        + step.line().text() + "\n    " + e);
            }
        }
        return List.of();
    }

    /** What the command of a line did with auto-recharge that it may not do. */
    private static List<String> playProving(MemoryStage stage, Scenario scenario, Step step) {
        if (!step.asks()) {
            change(scenario, step.line());
            return List.of();
        }
        Command<?> command = scenario.read(step.line()).command();
        Optional<AccountSnapshot> before = stage.ledger().snapshot(command.account());
        Outcome<?> outcome = stage.ledger().submit(command).join();
        Optional<AccountSnapshot> after = stage.ledger().snapshot(command.account());
        return before.isEmpty() || after.isEmpty()
                ? List.of()
                : BrakeProof.broken(
                        command, outcome, before.get(), after.get(), stage.now(), stage.automaticChargesStopped());
    }

    static void play(Stage stage, Scenario scenario, Step step) {
        if (step.asks()) {
            stage.ledger().submit(scenario.read(step.line()).command()).join();
        } else {
            change(scenario, step.line());
        }
    }

    /** A change of the world that cannot be, such as the end of a model without a price, is none. */
    static void change(Scenario scenario, Line line) {
        try {
            scenario.changesWorld(line);
        } catch (ScenarioFault e) {
            // Leaving out lines leaves some behind that cannot be.
            return;
        }
    }
}
