package dev.florin.server.web.http;

import java.util.Optional;

/** The two questions of whoever watches over the process: shall I restart it, and shall I send it requests? Thread-safe. */
final class Health {
    private final Traffic traffic;
    private final Readiness readiness;

    Health(Traffic traffic, Readiness readiness) {
        this.traffic = traffic;
        this.readiness = readiness;
    }

    void addTo(Routes routes) {
        routes.get("/health/live", Access.anyone(), this::live);
        routes.get("/health/ready", Access.anyone(), this::ready);
    }

    /** Whoever can answer this lives. */
    private Answer live(Request request) {
        request.admit();
        return Answer.ok(out -> out.object().text("status", "live").end());
    }

    private Answer ready(Request request) {
        request.admit();
        Optional<Problem> obstacle = traffic.isStopping()
                ? Optional.of(Problem.of(ProblemCode.OVERLOADED, "The server is stopping."))
                : readiness.obstacle();
        obstacle.ifPresent(problem -> {
            throw new Refused(problem);
        });
        return Answer.ok(out -> out.object().text("status", "ready").end());
    }
}
