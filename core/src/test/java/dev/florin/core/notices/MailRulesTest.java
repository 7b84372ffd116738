package dev.florin.core.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.core.purchases.Announcement.Event;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailRulesTest {
    private static List<MailKind> mails(Event... together) {
        return List.of(together).stream()
                .map(event -> MailRules.mail(event, List.of(together)))
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void aFailureThatPausesIsOneMail() {
        assertEquals(List.of(MailKind.RECHARGE_PAUSED), mails(Event.AUTO_RECHARGE_FAILED, Event.AUTO_RECHARGE_PAUSED));
        assertEquals(List.of(MailKind.RECHARGE_DECLINED), mails(Event.AUTO_RECHARGE_FAILED));
    }

    @Test
    void aPauseThatFollowsFromSomethingElseIsToldWithIt() {
        assertEquals(List.of(MailKind.SUBSCRIPTION_ENDED), mails(Event.AUTO_RECHARGE_PAUSED, Event.SUBSCRIPTION_ENDED));
        assertEquals(List.of(MailKind.PAYMENT_DISPUTED), mails(Event.TOP_UP_DISPUTED, Event.AUTO_RECHARGE_PAUSED));
    }

    @Test
    void theLowestOfSeveralLevelsIsTold() {
        assertEquals(
                List.of(MailKind.BALANCE_EMPTY),
                mails(Event.BALANCE_LOW, Event.BALANCE_VERY_LOW, Event.BALANCE_DEPLETED));
        assertEquals(List.of(MailKind.BALANCE_VERY_LOW), mails(Event.BALANCE_LOW, Event.BALANCE_VERY_LOW));
    }

    @Test
    void goodNewsWithoutMoneyAreNoMail() {
        assertEquals(
                List.of(),
                mails(Event.BALANCE_RECOVERED, Event.AUTO_RECHARGE_RESUMED, Event.GRANT_CREATED, Event.TOP_UP_FAILED));
    }
}
