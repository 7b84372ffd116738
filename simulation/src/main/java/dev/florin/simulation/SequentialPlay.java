package dev.florin.simulation;

import java.util.List;

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
                play(stage, scenario, step);
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
