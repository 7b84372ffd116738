package dev.florin.server.storage;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.check.Check;
import dev.florin.core.grants.Grant;
import dev.florin.core.holds.Hold;
import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.AccountRecords.KeyRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch knows of one account, and the place in its table (the ctid) of each row that may change.
 *
 * <p>While the account is locked, or its version stands still, nobody else changes these rows, and nothing moves a row that is not
 * changed: the save finds them by their places and needs no index. Not thread-safe.
 */
final class LoadedAccount {
    private Account account;
    private final List<Grant> grants = new ArrayList<>(4);
    private final Map<Long, Long> grantPlaces = new HashMap<>(4);
    private final Map<Long, Hold> holds = new HashMap<>();
    private final Map<Long, Long> holdPlaces = new HashMap<>();
    private final Map<Digest, KeyRecord> keys = new HashMap<>();
    private final Map<Long, GatewayKey> gatewayKeys = new HashMap<>(2);
    private final Set<Long> askedHolds = new HashSet<>();
    private long version;
    private boolean askedGrants;
    private long place;

    LoadedAccount(Account account, long place, long version) {
        this.account = account;
        this.place = place;
        this.version = version;
    }

    Account account() {
        return account;
    }

    /** Notes what the batch has asked: a hold, where not 0, and the grants. */
    void asked(long hold, boolean itsGrants) {
        if (hold > 0) {
            askedHolds.add(hold);
        }
        askedGrants |= itsGrants;
    }

    void addLiveGrant(ResultSet row) throws SQLException {
        grants.add(grant(row));
    }

    /** Reads a grant and remembers its place. */
    Grant grant(ResultSet row) throws SQLException {
        Grant grant = Columns.grant(row);
        grantPlaces.put(grant.number(), Columns.place(row, Columns.GRANT_PLACE));
        return grant;
    }

    void addHold(ResultSet row) throws SQLException {
        Hold hold = hold(row);
        holds.put(hold.number(), hold);
    }

    /** Reads an open hold and remembers its place. */
    Hold hold(ResultSet row) throws SQLException {
        Hold hold = Columns.hold(row);
        holdPlaces.put(hold.number(), Columns.place(row, Columns.HOLD_PLACE));
        return hold;
    }

    void addKey(Digest key, KeyRecord record) {
        keys.put(key, record);
    }

    /** Those with something left; absent where the batch has not asked. */
    Optional<Collection<Grant>> liveGrants() {
        return askedGrants ? Optional.of(grants) : Optional.empty();
    }

    /** Whether the batch has looked for the hold: then one that is not known is not open. */
    boolean askedHold(long number) {
        return askedHolds.contains(number);
    }

    @Nullable
    Hold knownHold(long number) {
        return holds.get(number);
    }

    @Nullable
    KeyRecord key(Digest key) {
        return keys.get(key);
    }

    void addGatewayKey(GatewayKey gatewayKey) {
        gatewayKeys.put(gatewayKey.number(), gatewayKey);
    }

    @Nullable
    GatewayKey knownGatewayKey(long number) {
        return gatewayKeys.get(number);
    }

    long place() {
        return place;
    }

    /** How many batches had changed the account, its grants, holds or keys. */
    long version() {
        return version;
    }

    /** The account's row was changed, and so moved, by this batch. */
    void moved(long newPlace) {
        place = newPlace;
    }

    /** Takes over what {@code before} knew: while the version is the same, it still holds. */
    void inherit(LoadedAccount before) {
        if (before.version != version) {
            return;
        }
        before.holds.forEach((number, hold) -> {
            holds.putIfAbsent(number, hold);
            holdPlaces.putIfAbsent(number, before.placeOfHold(number));
        });
        before.gatewayKeys.forEach(gatewayKeys::putIfAbsent);
        if (before.askedGrants && !askedGrants) {
            askedGrants = true;
            grants.addAll(before.grants);
            grantPlaces.putAll(before.grantPlaces);
        }
    }

    /** The batch has changed it, and that is saved. The places of what has moved follow. */
    void saved(AccountChanges changes, long newPlace) {
        account = changes.after();
        place = newPlace;
        version++;
        keys.clear();
        askedHolds.clear();
        changes.gatewayKeys().forEach(this::addGatewayKey);
        for (Grant changed : changes.grants()) {
            grants.removeIf(known -> known.number() == changed.number());
            if (changed.remaining().isPositive()) {
                grants.add(changed);
            }
        }
        for (long ended : changes.endedHolds()) {
            holds.remove(ended);
            holdPlaces.remove(ended);
        }
    }

    /** A changed grant lies there now. */
    void savedGrant(Grant grant, long newPlace) {
        grantPlaces.put(grant.number(), newPlace);
    }

    /** A new hold lies there. */
    void savedHold(Hold hold, long newPlace) {
        holds.put(hold.number(), hold);
        holdPlaces.put(hold.number(), newPlace);
    }

    /** Roughly how much memory it takes, in units of an account. */
    int weight() {
        return 1 + holds.size() + gatewayKeys.size();
    }

    long placeOfGrant(long number) {
        return Check.present(grantPlaces.get(number), "the place of a grant");
    }

    long placeOfHold(long number) {
        return Check.present(holdPlaces.get(number), "the place of a hold");
    }
}
