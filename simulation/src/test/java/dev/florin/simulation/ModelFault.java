package dev.florin.simulation;

import dev.florin.simulation.ModelFault.Paid;
import java.util.List;

/**
 * Something that can go wrong with a provider, as the stand-in is told to do it.
 *
 * @param answer with {@code ABSURD} where a usage belongs that no call can have
 * @param streamed what a stream comes to then
 * @param whole what a call in one piece comes to
 */
record ModelFault(String name, String answer, Paid streamed, Paid whole) {
    /** Who pays what. */
    enum Paid {
        /** The customer, by the provider's count. */
        EXACTLY,
        /** The customer, by our count. */
        ESTIMATED,
        /** Nobody: the provider failed. */
        FAILED,
        /** Nobody: there was no answer in the answer. */
        EMPTY
    }

    private static ModelFault of(String name, String answer, Paid both) {
        return new ModelFault(name, answer, both, both);
    }

    /** Every switch of the stand-in; the first are no faults. */
    static final List<ModelFault> ALL = List.of(
            of("none", "{\"frames\":6}", Paid.EXACTLY),
            of("slow", "{\"frames\":20,\"pause_ms\":20,\"first_frame_ms\":700,\"usage_delay_ms\":400}", Paid.EXACTLY),
            of("long", "{\"frames\":2000}", Paid.EXACTLY),
            of("tools", "{\"tool_calls\":[{\"name\":\"look\",\"arguments\":{\"at\":\" word\"}}]}", Paid.EXACTLY),
            of("thought", "{\"reasoning_tokens\":9,\"frames\":6}", Paid.EXACTLY),
            of("only thought", "{\"reasoning_tokens\":9,\"frames\":0}", Paid.EXACTLY),
            of("counted in every frame", "{\"frames\":6,\"usage_sent_in\":\"every\"}", Paid.EXACTLY),
            of("another model", "{\"frames\":6,\"model\":\"nobody-s-2026-01-01\"}", Paid.EXACTLY),
            new ModelFault("malformed", "{\"frames\":6,\"malformed_after\":2}", Paid.EXACTLY, Paid.FAILED),
            of("empty", "{\"frames\":0}", Paid.EMPTY),
            of("no usage", "{\"frames\":6,\"usage\":null}", Paid.ESTIMATED),
            of("absurd usage", "{\"frames\":6,\"usage\":ABSURD}", Paid.ESTIMATED),
            of("refused", "{\"refuse\":true}", Paid.FAILED),
            of("429", "{\"status\":429,\"error\":{\"message\":\"slow down\"}}", Paid.FAILED),
            of("500", "{\"status\":500,\"error\":{\"message\":\"oh\"}}", Paid.FAILED),
            of("silent", "{\"delay_ms\":9000}", Paid.FAILED),
            of("stalls at once", "{\"frames\":6,\"stall_after\":0}", Paid.FAILED),
            new ModelFault("stalls", "{\"frames\":6,\"stall_after\":3}", Paid.ESTIMATED, Paid.FAILED),
            of("cut at once", "{\"frames\":6,\"cut_after\":0,\"cut\":\"close\"}", Paid.FAILED),
            of("reset at once", "{\"frames\":6,\"cut_after\":0,\"cut\":\"reset\"}", Paid.FAILED),
            new ModelFault("cut", "{\"frames\":6,\"cut_after\":3,\"cut\":\"close\"}", Paid.ESTIMATED, Paid.FAILED),
            new ModelFault("cut before usage", "{\"frames\":6,\"cut_before_usage\":true}", Paid.ESTIMATED, Paid.FAILED),
            of("error at once", "{\"frames\":6,\"error_after\":0,\"error\":{\"message\":\"oh\"}}", Paid.FAILED),
            new ModelFault(
                    "error",
                    "{\"frames\":6,\"error_after\":3,\"error\":{\"message\":\"oh\"}}",
                    Paid.ESTIMATED,
                    Paid.FAILED));
}
