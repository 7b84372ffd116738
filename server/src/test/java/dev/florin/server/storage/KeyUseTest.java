package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.GatewayKey;
import dev.florin.core.accounts.SpendingLimits;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When a gateway key was used, and who may still use it. */
class KeyUseTest {
    private static final Teller TELLER = new Teller();

    private final GatewayKeys keys = new GatewayKeys(TELLER.database(), new SecureRandom());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    private @Nullable Instant lastUse(AccountNumber account, GatewayKey key) {
        return keys.find(account, key.number()).orElseThrow().lastUsedAt();
    }

    @Test
    void aUseIsWrittenAtMostOnceAMinute() {
        AccountNumber account = TELLER.open("used");
        GatewayKey key = TELLER.key(account, SpendingLimits.NONE);
        assertEquals(key, keys.use(key.hash()).orElseThrow().key());
        Instant first = lastUse(account, key);
        TELLER.wait(Duration.ofSeconds(59));
        keys.use(key.hash());
        assertEquals(first, lastUse(account, key));
        TELLER.wait(Duration.ofSeconds(2));
        keys.use(key.hash());
        assertNotEquals(first, lastUse(account, key));
    }

    @Test
    void aKeyThatWasRevokedHasExpiredOrLostItsAccountIsNobodys() {
        AccountNumber account = TELLER.open("ending");
        GatewayKey revoked = TELLER.key(account, SpendingLimits.NONE);
        TELLER.revokeKey(account, revoked);
        assertEquals(Optional.empty(), keys.use(revoked.hash()));
        GatewayKey orphan = TELLER.key(account, SpendingLimits.NONE);
        TELLER.delete(account);
        assertEquals(Optional.empty(), keys.use(orphan.hash()));
    }
}
