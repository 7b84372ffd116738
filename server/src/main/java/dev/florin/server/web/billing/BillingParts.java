package dev.florin.server.web.billing;

import dev.florin.server.notices.MailSettings;
import dev.florin.server.payments.Payments;
import dev.florin.server.storage.Database;
import dev.florin.server.storage.ObjectIds;

/**
 * What the pages of the Billing tab work on.
 *
 * @param publicUrl what the world calls this server, without a slash at its end
 * @param seller as receipts show it
 */
public record BillingParts(
        Database database, Payments payments, ObjectIds ids, String publicUrl, MailSettings.Seller seller) {}
