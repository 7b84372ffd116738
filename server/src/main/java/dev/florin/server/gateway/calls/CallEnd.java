package dev.florin.server.gateway.calls;

import java.util.Locale;

/** Everything that a call can come to, as metrics say it. */
enum CallEnd {
    /** Answered to its own end. */
    FINISHED,
    /** The stream broke off. */
    BROKE_OFF,
    /** The stream ended where the credit did. */
    USED_UP,
    /** The call ended because the server did. */
    STOPPED,
    /** The caller left. */
    LEFT,
    /** The provider refused. */
    REFUSED,
    /** The provider was not reached, or did not answer. */
    FAILED,
    /** Every upstream of the provider had as many calls as it may. */
    BUSY,
    /** The rules said no, lack of credit for one. */
    NOT_ADMITTED,
    /** Nobody serves the model, or not in these words. */
    NOT_SERVED,
    /** It had been made before. */
    ALREADY_MADE,
    /** It could not be decided: the database, for one. */
    UNDECIDED;

    static CallEnd of(CallResult result) {
        return switch (result) {
            case CallResult.Finished _ -> FINISHED;
            case CallResult.Left _ -> LEFT;
            case CallResult.Stopped _ -> STOPPED;
            case CallResult.Refused _ -> REFUSED;
            case CallResult.Failed _ -> FAILED;
            case CallResult.Busy _ -> BUSY;
            case CallResult.NotAdmitted _ -> NOT_ADMITTED;
            case CallResult.NoProvider _, CallResult.Unspeakable _ -> NOT_SERVED;
            case CallResult.AlreadyMade _ -> ALREADY_MADE;
        };
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
