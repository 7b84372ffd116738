package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.ledger.Request;
import dev.florin.server.storage.StripeErrands.Claim;
import dev.florin.server.storage.StripeErrands.Errand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StripeErrandsTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = StorageTesting.migrated(TEST);
    private static final Duration KEY_LASTS = Duration.ofHours(23);
    private static final Digest WISH = digest("a page to pay at");

    private final StripeErrands errands = new StripeErrands(DATABASE);
    private final SandboxClock clock = new SandboxClock(DATABASE);

    @AfterAll
    static void close() {
        DATABASE.close();
        TEST.close();
    }

    private static Digest digest(String text) {
        return Digest.shortSha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Request request(@Nullable String key) {
        return new Request(key == null ? null : digest(key), digest("the request"), "operator", "api");
    }

    private Errand claimed(AccountNumber account, @Nullable String key) {
        return assertInstanceOf(Claim.Ours.class, errands.claim(account, request(key), "checkout", WISH, KEY_LASTS))
                .errand();
    }

    @Test
    void oneThatNobodyEndedIsGoneOnWithUnderItsNumber() {
        AccountNumber account = new AccountNumber(1, 1);
        Errand first = claimed(account, null);
        assertInstanceOf(Claim.Busy.class, errands.claim(account, request(null), "checkout", WISH, KEY_LASTS));
        errands.leave(first);
        assertEquals(first.number(), claimed(account, null).number());
    }

    @Test
    void oneWhoseKeyStripeHasForgottenIsBegunAnew() {
        AccountNumber account = new AccountNumber(1, 2);
        Errand first = claimed(account, "order-1");
        errands.leave(first);
        clock.advance(KEY_LASTS.plusMinutes(1));
        Errand second = claimed(account, "order-1");
        assertNotEquals(first.number(), second.number());
    }

    @Test
    void whoeverGoesOnWithOneIsToldWhatCameOfIt() {
        AccountNumber account = new AccountNumber(1, 3);
        errands.leave(claimed(account, null));
        Errand taken = claimed(account, "order-2");
        errands.done(taken, "cs_1", "https://pay.example.com");
        Claim again = errands.claim(account, request("order-2"), "checkout", WISH, KEY_LASTS);
        assertEquals(
                "https://pay.example.com",
                assertInstanceOf(Claim.Known.class, again).errand().url());
    }
}
