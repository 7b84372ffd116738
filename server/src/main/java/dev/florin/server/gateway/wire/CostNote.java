package dev.florin.server.gateway.wire;

import dev.florin.core.money.Amount;
import dev.florin.core.pricing.CostLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the caller is told about the price of a call, beside the provider's usage.
 *
 * @param cost what the call cost
 * @param charged what was taken from the balance for it
 * @param transaction the id of its row
 * @param lines of the receipt; none where the call cost nothing
 */
public record CostNote(
        Amount cost,
        Amount charged,
        Amount uncollected,
        boolean estimated,
        int priceVersion,
        String transaction,
        List<CostLine> lines) {
    static final String COST = "cost";
    static final String DETAILS = "cost_details";

    public CostNote {
        lines = List.copyOf(lines);
    }

    /** The two members that a usage object gets. */
    Map<String, Object> members() {
        List<Object> receipt = new ArrayList<>();
        for (CostLine line : lines) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("class", line.lineClass());
            entry.put("count", line.count());
            entry.put("per_million", line.perMillion().toString());
            entry.put("amount", line.amountText());
            receipt.add(entry);
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("amount", charged.toString());
        details.put("uncollected", uncollected.toString());
        details.put("estimated", estimated);
        details.put("price_version", priceVersion);
        details.put("transaction", transaction);
        details.put("lines", receipt);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(COST, cost.toString());
        members.put(DETAILS, details);
        return members;
    }

    /** The comment line with which a stream ends whose caller asked for no usage. Clients skip comments. */
    String comment() {
        Map<String, Object> note = new LinkedHashMap<>();
        note.put(COST, cost.toString());
        note.put("transaction", transaction);
        return ": florin " + JsonText.string(note) + "\n\n";
    }

    /** A usage object, or none, with the cost in it; all else as it was spelled. */
    byte[] into(Json.Members usage) {
        return JsonText.changed(usage, members(), java.util.Set.of());
    }
}
