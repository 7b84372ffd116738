package dev.florin.server.web.gateway;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.server.gateway.calls.CallReplies;
import dev.florin.server.storage.Balances;
import dev.florin.server.storage.Holds;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.Prices;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the gateway's routes work on.
 *
 * @param engines what makes the calls
 * @param mostCarried of an account's calls in a day
 * @param left what was available to an account when this process changed it last, where that is remembered
 */
public record GatewayParts(
        Supplier<Engines> engines,
        CallReplies replies,
        Prices prices,
        Amount mostCarried,
        Holds holds,
        Balances balances,
        Function<AccountNumber, Optional<Amount>> left,
        ObjectIds ids) {}
