package dev.florin.server.web.api;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.server.web.http.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people decided about accounts and prices beyond moving credit, which has its rows: one event a line. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private AuditLog() {}

    static void accountDeleted(AccountNumber account, Caller caller) {
        LOG.atInfo()
                .addKeyValue("account_no", account.number())
                .addKeyValue("actor", caller.actor())
                .log("account deleted");
    }

    static void accountFrozen(AccountNumber account, Caller caller, boolean frozen, String reason) {
        LOG.atInfo()
                .addKeyValue("account_no", account.number())
                .addKeyValue("actor", caller.actor())
                .addKeyValue("reason", reason)
                .log(frozen ? "account frozen" : "account unfrozen");
    }

    static void planSet(AccountNumber account, Caller caller, String plan) {
        LOG.atInfo()
                .addKeyValue("account_no", account.number())
                .addKeyValue("actor", caller.actor())
                .addKeyValue("plan", plan)
                .log("plan set");
    }

    static void keyCreated(String id, Caller caller) {
        LOG.atInfo().addKeyValue("key", id).addKeyValue("actor", caller.actor()).log("api key created");
    }

    static void keyRevoked(String id, Caller caller) {
        LOG.atInfo().addKeyValue("key", id).addKeyValue("actor", caller.actor()).log("api key revoked");
    }

    static void gatewayKey(String what, String id, Caller caller) {
        LOG.atInfo().addKeyValue("key", id).addKeyValue("actor", caller.actor()).log(what);
    }

    static void linkMade(AccountNumber account, Caller caller) {
        LOG.atInfo()
                .addKeyValue("account_no", account.number())
                .addKeyValue("actor", caller.actor())
                .log("sign-in link made");
    }

    static void priceChanged(String model, int version, Caller caller, String what) {
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("version", version)
                .addKeyValue("actor", caller.actor())
                .log(what);
    }
}
