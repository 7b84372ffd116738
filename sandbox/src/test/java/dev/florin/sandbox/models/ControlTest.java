package dev.florin.sandbox.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.sandbox.models.RunningModels.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Scripts, latches, records and reset, as tests drive them from outside. */
class ControlTest {
    private final RunningModels models = new RunningModels();

    @AfterEach
    void stop() {
        models.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'model':'m','answer':{'framez':3}} | unknown field: answer.framez",
                "{'model':'m','answer':{},'time':3} | unknown field: time",
                "{'answer':{}} | missing field: model",
                "{'model':'m'} | missing field: answer",
                "{'model':'m','path':'/v1/messagez','answer':{}} | /v1/messagez",
                "{'model':'m','times':0,'answer':{}} | times must be",
                "{'model':'m','answer':{'cut':'slowly','cut_after':1}} | answer.cut must be one of reset, close",
                "{'model':'m','answer':{'wait_after':1}} | answer.wait_after needs wait_for",
                "{'model':'m','answer':{'text':'a','frames':1}} | only one of them",
                "{'model':'m','answer':{'usage':4}} | answer.usage must be",
                "{'model':'m','answer':{'events':[{'data':{},'pause':1}]}} | unknown field: answer.events[].pause",
                "{'model':'m','answer':{'status':99}} | answer.status must be"
            })
    void whatMakesNoSenseIsRefusedAndNamed(String script, String named) {
        Heard heard = models.post("/_standin/scripts", script.replace('\'', '"'));
        assertEquals(400, heard.status());
        assertTrue(heard.json().path("error").asString().contains(named), heard.text());
    }

    @Test
    void unknownAddressesAndFieldsOfTheControlsAreNamed() {
        assertEquals(404, models.post("/_standin/scriptz", "{}").status());
        assertEquals(404, models.get("/_standin/latches/a").status());
        assertEquals(400, models.get("/_standin/calls?modell=m").status());
        assertEquals(400, models.get("/_standin/calls?since=x").status());
        assertEquals(400, models.post("/_standin/reset", "{\"models\": \"m\"}").status());
    }

    @Test
    void scriptsAnswerInTheirOrderAndOnlyWhatFits() {
        models.post(
                "/_standin/scripts",
                "{\"model\": \"m\", \"path\": \"/v1/messages\", \"answer\": {\"text\": \"messages\"}}");
        models.post(
                "/_standin/scripts",
                "{\"model\": \"m\", \"contains\": \"nothing like it\", \"answer\": {\"text\": \"contained\"}}");
        models.post("/_standin/scripts", "{\"model\": \"m\", \"times\": 2, \"answer\": {\"text\": \"twice\"}}");
        models.post("/_standin/scripts", "{\"model\": \"m\", \"times\": null, \"answer\": {\"text\": \"always\"}}");
        models.post("/_standin/scripts", "{\"model\": \"other\", \"answer\": {\"text\": \"other\"}}");
        for (String expected : new String[] {"twice", "twice", "always", "always"}) {
            assertEquals(
                    expected,
                    models.chat(false).json().at("/choices/0/message/content").asString());
        }
        assertEquals(
                "messages", models.message(false).json().at("/content/0/text").asString());
        models.post("/_standin/reset", "{\"model\": \"m\"}");
        assertEquals(
                "Hello! How can I help you today?",
                models.chat(false).json().at("/choices/0/message/content").asString());
    }

    @Test
    void theRecordShowsWhatCameAndNoCredential() {
        models.script("{'frames': 2}");
        models.message(true);
        JsonNode call = models.lastCall();
        assertEquals("anthropic", call.path("provider").asString());
        assertEquals("/v1/messages", call.path("path").asString());
        assertTrue(call.path("stream").asBoolean());
        assertEquals("hello", call.at("/body/messages/0/content").asString());
        assertEquals(200, call.path("status").asInt());
        assertEquals(RunningModels.NOW.toString(), call.path("at").asString());
        assertFalse(call.toString().contains("sk-test"));
        assertEquals("application/json", call.at("/headers/content-type").asString());
        JsonNode totals = models.calls().path("totals");
        assertEquals(1, totals.path("calls").asInt());
        assertEquals(
                call.path("input_tokens").asInt(), totals.path("input_tokens").asInt());
        String since = "/_standin/calls?model=m&since=" + call.path("seq").asInt();
        assertEquals(0, models.get(since).json().path("data").size());
    }

    @Test
    void resetForgetsOpenedLatchesAndCallsOfThatModel() {
        models.script("{'frames': 1, 'wait_for': 'gate'}");
        models.open("gate");
        assertEquals(200, models.chat(false).status());
        models.post("/_standin/reset", "{\"model\": \"m\"}");
        assertEquals(0, models.calls().at("/totals/calls").asInt());
        models.script("{'frames': 1, 'wait_for': 'gate'}");
        var waiting = models.later("/openai/v1/chat/completions", RunningModels.chatBody(false));
        models.awaitState("waiting");
        models.open("gate");
        assertEquals(200, waiting.join().status());
    }

    @Test
    void aCallerWhoLeavesASilentProviderIsNoticed() throws IOException {
        models.script("{'frames': 1, 'wait_for': 'never'}");
        byte[] body = RunningModels.chatBody(true).getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), models.port())) {
            String head = "POST /openai/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
                    + "Content-Length: " + body.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            models.awaitState("waiting");
        }
        long left = System.nanoTime();
        models.awaitState("caller_left");
        assertTrue(System.nanoTime() - left < 1_000_000_000L, "it took longer than a second");
    }

    @Test
    void requestsThatAProviderWouldRefuseAreRefused() {
        assertEquals(404, models.post("/openai/v1/completions", "{}").status());
        assertEquals(
                "not_found_error",
                models.post("/anthropic/v1/complete", "{}")
                        .json()
                        .at("/error/type")
                        .asString());
        assertEquals(
                "you must provide a model parameter",
                models.post("/openai/v1/chat/completions", "{}")
                        .json()
                        .at("/error/message")
                        .asString());
        assertEquals(
                "messages",
                models.post("/openai/v1/chat/completions", "{\"model\":\"m\"}")
                        .json()
                        .at("/error/param")
                        .asString());
        assertEquals(
                "max_tokens: Field required",
                models.post("/anthropic/v1/messages", "{\"model\":\"m\",\"messages\":[]}")
                        .json()
                        .at("/error/message")
                        .asString());
        assertEquals(
                400,
                models.post(
                                "/openai/v1/chat/completions",
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"boss\",\"content\":\"x\"}]}")
                        .status());
        assertEquals(400, models.post("/openai/v1/responses", "no json").status());
        assertEquals(200, models.get("/openai/v1/models").status());
        assertEquals(
                "claude-x",
                models.get("/anthropic/v1/models/claude-x").json().path("id").asString());
    }
}
