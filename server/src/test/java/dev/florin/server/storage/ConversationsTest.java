package dev.florin.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.money.Amount;
import dev.florin.server.storage.Conversation.Cost;
import dev.florin.server.storage.Conversation.Kind;
import dev.florin.server.storage.Conversation.Message;
import dev.florin.server.storage.Conversation.State;
import dev.florin.server.storage.Conversations.Asked;
import dev.florin.server.storage.Conversations.Question;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private static final Teller TELLER = new Teller();
    private static final AtomicInteger SENT = new AtomicInteger();
    private static final @Nullable String NONE = null;

    private final Conversations conversations = new Conversations(TELLER.database());

    @AfterAll
    static void close() {
        TELLER.close();
    }

    @Test
    void aQuestionIsKeptWithItsAnswerToBe() {
        AccountNumber account = TELLER.open("asks");
        Asked.Begun begun = begun(conversations.start(account, Kind.CHAT, question("What is a monad?\nBriefly.")));
        assertEquals(2, begun.answer());
        assertEquals(new Asked.Busy(), conversations.ask(account, begun.conversation(), question("And a functor?")));
        Cost cost = new Cost(3, Amount.dollars("0.0031"));
        conversations.end(account, begun, "A **monoid**\0 in …", State.DONE, null, cost);
        List<Message> messages = conversations.messages(account, begun.conversation());
        assertEquals(
                List.of(false, true), messages.stream().map(Message::byModel).toList());
        assertEquals("A **monoid** in …", messages.getLast().text());
        assertEquals(cost, messages.getLast().cost());
        Conversation kept = conversations.find(account, begun.conversation()).orElseThrow();
        assertEquals("What is a monad?", kept.title());
        Asked.Begun next = begun(conversations.ask(account, kept.number(), question("And a functor?")));
        assertEquals(4, next.answer());
    }

    @Test
    void theSameQuestionGoesOnOnceThereIsCredit() {
        AccountNumber account = TELLER.open("poor");
        Asked.Begun begun = begun(conversations.start(account, Kind.CODE, question("A sorted map")));
        assertTrue(conversations.again(account, begun.conversation()).isEmpty());
        conversations.end(account, begun, "", State.NO_CREDIT, "insufficient_credits", null);
        assertEquals(Optional.of(begun), conversations.again(account, begun.conversation()));
        assertTrue(conversations.again(account, begun.conversation()).isEmpty());
        conversations.end(account, begun, "class …", State.STOPPED, null, new Cost(1, Amount.dollars("0.01")));
        assertTrue(conversations.again(account, begun.conversation()).isEmpty());
        assertEquals(2, conversations.messages(account, begun.conversation()).size());
    }

    @Test
    void anAnswerThatNeverCameIsInterruptedAndCanBeAskedForAgain() {
        AccountNumber account = TELLER.open("cut");
        Asked.Begun begun = begun(conversations.start(account, Kind.CHAT, question("Anybody there?")));
        assertEquals(
                State.RUNNING,
                conversations.messages(account, begun.conversation()).getLast().state());
        TELLER.wait(Duration.ofMinutes(30));
        Message last = conversations.messages(account, begun.conversation()).getLast();
        assertEquals(State.FAILED, last.state());
        assertEquals("interrupted", last.why());
        assertEquals(Optional.of(begun), conversations.again(account, begun.conversation()));
    }

    @Test
    void theSameFormAsksOnce() {
        AccountNumber account = TELLER.open("twice");
        Question question = question("Once");
        Asked.Begun begun = begun(conversations.start(account, Kind.CHAT, question));
        assertEquals(new Asked.Before(begun.conversation()), conversations.start(account, Kind.CHAT, question));
        assertEquals(
                new Asked.Before(begun.conversation()), conversations.ask(account, begun.conversation(), question));
        assertEquals(1, conversations.list(account, Kind.CHAT, 10).size());
    }

    @Test
    void conversationsAreTheCustomersOwnAndGoWhenTheyAreDeleted() {
        AccountNumber account = TELLER.open("deletes");
        AccountNumber other = TELLER.open("curious");
        Asked.Begun begun = begun(conversations.start(account, Kind.CHAT, question("A secret")));
        assertTrue(conversations.find(other, begun.conversation()).isEmpty());
        assertTrue(conversations.messages(other, begun.conversation()).isEmpty());
        assertFalse(conversations.delete(other, begun.conversation()));
        assertTrue(conversations.delete(account, begun.conversation()));
        conversations.end(account, begun, "too late", State.DONE, null, null);
        assertTrue(conversations.messages(account, begun.conversation()).isEmpty());
        assertEquals(new Asked.Gone(), conversations.ask(account, begun.conversation(), question("Still there?")));
        Asked.Begun kept = begun(conversations.start(account, Kind.CODE, question("Some code")));
        begun(conversations.start(account, Kind.CHAT, question("A chat")));
        assertEquals(1, conversations.deleteAll(account, Kind.CHAT));
        assertTrue(conversations.find(account, kept.conversation()).isPresent());
        TELLER.delete(account);
        assertTrue(conversations.messages(account, kept.conversation()).isEmpty());
    }

    @Test
    void aLongQuestionMakesAShortTitle() {
        assertEquals("x".repeat(79) + "…", Conversations.title("x".repeat(200)));
        assertEquals("\uD83D\uDE00".repeat(80), Conversations.title("\uD83D\uDE00".repeat(80)));
        assertEquals("", Conversations.title("  \n "));
    }

    private static Asked.Begun begun(Asked asked) {
        return assertInstanceOf(Asked.Begun.class, asked);
    }

    private static Question question(String text) {
        return new Question(text, "small", NONE, "form " + SENT.incrementAndGet());
    }
}
