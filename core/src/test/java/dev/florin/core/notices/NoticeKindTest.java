package dev.florin.core.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeKindTest {
    @Test
    void whatAPageTellsIsTheMostSevere() {
        assertEquals(
                List.of(
                        NoticeKind.PAYMENT_CONFIRMATION,
                        NoticeKind.RECHARGE_PAUSED,
                        NoticeKind.AMOUNT_OWED,
                        NoticeKind.BALANCE_EMPTY,
                        NoticeKind.BALANCE_VERY_LOW,
                        NoticeKind.PRO_ENDS,
                        NoticeKind.CARD_EXPIRES),
                List.of(NoticeKind.values()).subList(0, 7));
    }
}
