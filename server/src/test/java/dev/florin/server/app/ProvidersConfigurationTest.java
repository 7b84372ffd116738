package dev.florin.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.core.check.Check;
import dev.florin.server.app.Configuration.Purpose;
import dev.florin.server.gateway.calls.Endpoint;
import dev.florin.server.gateway.calls.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersConfigurationTest {
    @TempDir
    Path folder;

    private Map<String, Provider> read(String providers) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "FLORIN_OPERATOR_KEY", "sk_live_0123456789abcdefghij",
                "FLORIN_OPENAI_KEY", "sk-first",
                "SECOND_KEY", "sk-second",
                "FLORIN_PROVIDERS", providers));
        return Configuration.read(Purpose.SERVE, environment, folder).gateway().providers();
    }

    private List<String> mistakes(String providers) {
        return assertThrows(ConfigurationFault.class, () -> read(providers)).mistakes();
    }

    private static Provider provider(Map<String, Provider> all, String name) {
        return Check.present(all.get(name), name);
    }

    @Test
    void aNameAgainIsOneMoreUpstreamInItsOrder() {
        Map<String, Provider> all = read("openai=https://second.example/v1;key=SECOND_KEY;at_once=50;whole=30s"
                + " openai=https://third.example/v1 vllm=http://10.0.0.1:8000/v1;pass_unknown");
        List<Endpoint> openAi = provider(all, "openai").endpoints();
        assertEquals(
                List.of("https://api.openai.com/v1", "https://second.example/v1", "https://third.example/v1"),
                openAi.stream().map(Endpoint::toString).toList());
        assertEquals("sk-first", openAi.get(0).key());
        assertEquals("sk-second", openAi.get(1).key());
        assertEquals(null, openAi.get(2).key());
        assertEquals(50, openAi.get(1).atOnce());
        assertEquals(Endpoint.USUAL_AT_ONCE, openAi.get(2).atOnce());
        assertEquals(Duration.ofSeconds(30), openAi.get(1).patience().whole());
        assertEquals(1, provider(all, "vllm").endpoints().size());
        assertFalse(provider(all, "openai").toString().contains("sk-"));
    }

    @Test
    void everyMistakeIsTold() {
        List<String> told = mistakes("openai=https://api.openai.com/v1;anthropic"
                + " a=http://a.example/v1 a=http://a.example/v1"
                + " a=http://b.example/v1;pass_unknown"
                + " b=http://b.example/v1;at_once=0"
                + " c=http://c.example/v1;at_most=3");
        assertEquals(5, told.size(), told::toString);
        assertTrue(
                told.get(0).endsWith("has upstreams of openai that differ in anthropic or pass_unknown"),
                told::toString);
        assertTrue(told.get(1).endsWith("names an upstream of a twice"), told::toString);
        assertTrue(told.get(2).endsWith("has upstreams of a that differ in anthropic or pass_unknown"), told::toString);
        assertTrue(told.get(3).endsWith("b has at_once= that is not 1 to 10000"), told::toString);
        assertTrue(told.get(4).contains("c has an option that is none of"), told::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=https://me:hush-1@models.example/v1",
                "a=https://hush-1@models.example/v1",
                "a=https://me:pass/hush-1@models.example/v1",
                "a=https://models.example/v1?api_key=hush-1",
                "a=https://models.example/v1#hush-1",
                "a=https://models.example/v1;key=hush-1",
                "a=https://models.example/v1;hush-1",
                "a=hush-1",
                "hush-1=https://models.example/v1;at_once=0;hush=2",
                "https://me:hush-1@models.example/v1",
            })
    void aKeyInTheWrongPlaceIsNotRepeated(String providers) {
        boolean named = providers.startsWith("hush-1=");
        for (String mistake : mistakes(providers)) {
            // A name is no secret.
            assertEquals(named && mistake.contains(" has "), mistake.contains("hush-1"), mistake);
        }
        String shown = Setting.FLORIN_PROVIDERS.shown(providers);
        assertTrue(providers.contains("@") == shown.contains("://***@"), shown);
        assertFalse(providers.matches(".*(@|\\?|#|key=).*") && shown.contains("hush-1"), shown);
        assertEquals(
                "a=https://models.example/v1;key=SECOND_KEY",
                Setting.FLORIN_PROVIDERS.shown("a=https://models.example/v1;key=SECOND_KEY"));
    }

    @Test
    void realProvidersAreWaitedForLongerThanTheStandInsOfADemo() {
        Map<String, Provider> all = read("stand-in=http://127.0.0.1:1/v1" + ProviderCheck.PATIENCE_OF_A_DEMO);
        Endpoint standIn = ProviderCheck.standIn("stand-in", "http://127.0.0.1:1/v1", false)
                .endpoints()
                .getFirst();
        Endpoint real = provider(all, "openai").endpoints().getFirst();
        assertEquals(
                standIn.patience(),
                provider(all, "stand-in").endpoints().getFirst().patience());
        assertTrue(real.patience().whole().compareTo(standIn.patience().whole()) > 0);
    }

    @Test
    void oneAddressMayBeThereWithTwoKeysButNotWithNineUpstreams() {
        Map<String, Provider> all = read("openai=https://api.openai.com/v1;key=SECOND_KEY");
        assertEquals(2, provider(all, "openai").endpoints().size());
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < Provider.MOST_ENDPOINTS + 1; i++) {
            many.append(" many=http://10.0.0.").append(i + 1).append("/v1");
        }
        assertEquals(1, mistakes(many.toString()).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://models.example/v1",
                "gopher://models.example/v1",
                "jar:http://models.example/a.jar!/v1",
                "//models.example/v1",
                "models.example/v1",
                "http:///v1",
                "http://user:secret@models.example/v1",
                "http://models.example/v1?key=secret",
                "http://models.example/v1#there",
                "http://models.example\\@elsewhere.example/v1",
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/v1",
                "http://[::ffff:169.254.169.254]/v1",
                "http://0.0.0.0:8000/v1",
                "http://[::]:8000/v1",
                "http://224.0.0.1/v1",
            })
    void whatIsNoAddressOfAModelsServerIsRefused(String url) {
        List<String> told = mistakes("mine=" + url);
        assertEquals(1, told.size(), told::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:11434/v1",
                "http://[::1]:8000/v1",
                "http://10.1.2.3/v1",
                "https://models.example"
            })
    void aServerOfOnesOwnMayBeAnywhereElse(String url) {
        assertEquals(
                url,
                provider(read("mine=" + url), "mine").endpoints().getFirst().toString());
    }
}
