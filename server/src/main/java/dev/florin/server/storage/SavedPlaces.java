package dev.florin.server.storage;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountChanges;
import java.util.Map;

/** Where the rows of a saved batch lie now, in the order in which they were sent. Used once. */
final class SavedPlaces {
    private final Places accounts;
    private final Places grants;
    private final Places holds;

    /** Each array as PostgreSQL writes it. */
    SavedPlaces(String accounts, String grants, String holds) {
        this.accounts = new Places(accounts);
        this.grants = new Places(grants);
        this.holds = new Places(holds);
    }

    /** Tells the accounts what was saved of them, and where it lies. */
    void tell(Iterable<AccountChanges> changes, Map<AccountNumber, LoadedAccount> loaded) {
        for (AccountChanges each : changes) {
            LoadedAccount account = Check.present(loaded.get(each.after().number()), "a saved account");
            account.saved(each, accounts.next());
            for (Grant grant : each.grants()) {
                if (grant.number() <= each.before().lastGrant()) {
                    account.savedGrant(grant, grants.next());
                }
            }
            for (Hold hold : each.holds()) {
                if (hold.number() > each.before().lastHold()) {
                    account.savedHold(hold, holds.next());
                }
            }
        }
    }

    /** An array of places as PostgreSQL writes it: <code>{"(block,item)","(block,item)"}</code>. */
    private static final class Places {
        private final String array;
        private int at;

        Places(String array) {
            this.array = array;
        }

        long next() {
            long block = number();
            return block << Short.SIZE | number();
        }

        private long number() {
            while (!isDigit(array.charAt(at))) {
                at++;
            }
            long number = 0;
            while (isDigit(array.charAt(at))) {
                number = number * 10 + (array.charAt(at++) - '0');
            }
            return number;
        }

        private static boolean isDigit(char sign) {
            return sign >= '0' && sign <= '9';
        }
    }
}
