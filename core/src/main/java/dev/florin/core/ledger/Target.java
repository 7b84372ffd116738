package dev.florin.core.ledger;

/**
 * What a keyed command made or changed: an idempotency key remembers this and no answer.
 *
 * @param kind of object
 * @param number of the object in its account: hold, grant, top-up, refund or key number, or sequence; 0 for the account itself
 */
public record Target(Kind kind, long number) {
    /** What a key can point at. */
    public enum Kind {
        HOLD('h'),
        GRANT('g'),
        TRANSACTION('t'),
        TOP_UP('p'),
        REFUND('r'),
        GATEWAY_KEY('k'),
        ACCOUNT('a');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }

        public static Kind ofLetter(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind is written " + letter);
        }
    }
}
