package dev.florin.server.gateway.wire;

import dev.florin.core.check.Check;
import dev.florin.server.gateway.tokens.Input;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One call's request, parsed once and checked: whatever costs something without a price, or points at what is stored with
 * the provider, was refused before. Read-only, so safe to hand to another thread.
 */
public final class CallRequest {
    static final String MAX_TOKENS = "max_tokens";
    static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    static final String MAX_OUTPUT_TOKENS = "max_output_tokens";

    private static final String AUTO = "auto";

    private final Dialect dialect;
    private final Json.Members root;
    private final Noted noted;
    private final String model;
    private final boolean streams;
    private final OptionalLong asked;
    private final int choices;
    private final List<String> ignored;
    private final Set<String> unknown;

    CallRequest(
            Dialect dialect,
            Json.Members root,
            Noted noted,
            String model,
            boolean streams,
            OptionalLong asked,
            int choices,
            List<String> ignored,
            Set<String> unknown) {
        this.dialect = dialect;
        this.root = root;
        this.noted = noted;
        this.model = model;
        this.streams = streams;
        this.asked = asked;
        this.choices = choices;
        this.ignored = List.copyOf(ignored);
        this.unknown = Set.copyOf(unknown);
    }

    public Dialect dialect() {
        return dialect;
    }

    /** As it was asked for; a valid name of a price. */
    public String model() {
        return model;
    }

    public boolean streams() {
        return streams;
    }

    /** The output limit that the caller named, for each choice. */
    public OptionalLong askedOutputTokens() {
        return asked;
    }

    /** How many answers the model writes, all of them paid: {@code n} or {@code best_of}, whichever is more. */
    public int choices() {
        return choices;
    }

    /** The limit may not be lowered under this: a provider refuses thinking that is longer than its answer. */
    public long leastOutputTokens() {
        Json.Members thinking = root.members("thinking");
        long budget = thinking == null ? 0 : thinking.count("budget_tokens");
        return Math.max(0, budget) + 1;
    }

    /** Whether the caller wants to see a stream's usage; Anthropic's and Responses' always carry it. */
    public boolean asksStreamUsage() {
        Json.Members options = root.members("stream_options");
        return dialect != Dialect.OPENAI_CHAT || (options != null && options.isTrue("include_usage"));
    }

    /** What is to be counted. */
    public Input input() {
        return noted.input();
    }

    /** Whether the caller marks what is to be cached; others may be cached all the same. */
    public boolean writesCache() {
        return noted.writesCache() || root.members("prompt_cache_options") != null;
    }

    /** Whether cache writes whose kind the provider does not tell are the dear ones, kept for an hour or more. */
    public boolean writesLongCache() {
        Json.Members options = root.members("prompt_cache_options");
        String life = options == null ? null : options.text("ttl");
        return noted.writesLongCache() || (life != null && !life.equals("30m"));
    }

    /** Whether the answer may be spoken, so that {@code audio_output} must have a price. */
    public boolean asksSound() {
        return root.some("audio") != null
                || root.items("modalities").stream()
                        .anyMatch(each ->
                                each instanceof Json.Text text && text.value().equals("audio"));
    }

    /** Members left out where unknown ones are not passed, for {@code X-Florin-Ignored}: printable words without commas. */
    public List<String> ignored() {
        return ignored;
    }

    Json.Members root() {
        return root;
    }

    /** The body to send: the members as they were spelled, but for what {@code upstream} and the rules of the house change. */
    public byte[] upstreamBody(Upstream upstream) {
        Map<String, Object> set = new LinkedHashMap<>();
        Set<String> without = new HashSet<>(upstream.passUnknown() ? Set.of() : unknown);
        MemberRules rules = MemberRules.of(dialect);
        root.values().forEach((name, value) -> {
            MemberRules.Rule rule = rules.of(name);
            if (rule != null && rule != MemberRules.Rule.PASSED) {
                without.add(name);
            }
        });
        set.put("model", upstream.model());
        limit(upstream, set, without);
        if (AUTO.equals(root.text("service_tier"))) {
            // The operator's account may map it to a dearer one.
            set.put("service_tier", dialect.isAnthropic() ? "standard_only" : "default");
        }
        if (dialect == Dialect.OPENAI_CHAT && root.values().containsKey("stream_options")) {
            without.add("stream_options");
        }
        if (dialect == Dialect.OPENAI_CHAT && streams) {
            set.put("stream_options", streamOptions());
        }
        if (rules.sendsStore()) {
            set.put("store", false);
        }
        return JsonText.changed(root, set, without);
    }

    private Map<String, Object> streamOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("include_usage", true);
        Json.Members sent = root.members("stream_options");
        Json obfuscation = sent == null ? null : sent.some("include_obfuscation");
        if (obfuscation != null) {
            options.put("include_obfuscation", obfuscation);
        }
        return options;
    }

    private void limit(Upstream upstream, Map<String, Object> set, Set<String> without) {
        if (!dialect.hasOutput()) {
            return;
        }
        Check.argument(upstream.outputTokens().isPresent(), "an answer without a limit cannot be held");
        long limit = upstream.outputTokens().getAsLong();
        switch (dialect) {
            case OPENAI_CHAT -> {
                boolean old = upstream.onlyMaxTokens() || root.some(MAX_TOKENS) != null;
                boolean recent = !upstream.onlyMaxTokens() && (root.some(MAX_COMPLETION_TOKENS) != null || !old);
                without.add(MAX_TOKENS);
                without.add(MAX_COMPLETION_TOKENS);
                if (old) {
                    set.put(MAX_TOKENS, limited(MAX_TOKENS, limit));
                }
                if (recent) {
                    set.put(MAX_COMPLETION_TOKENS, limited(MAX_COMPLETION_TOKENS, limit));
                }
            }
            case OPENAI_RESPONSES -> set.put(MAX_OUTPUT_TOKENS, limited(MAX_OUTPUT_TOKENS, limit));
            case ANTHROPIC_MESSAGES -> set.put(MAX_TOKENS, limited(MAX_TOKENS, limit));
            case OPENAI_EMBEDDINGS, ANTHROPIC_COUNT -> Check.invariant(false, "has no output");
        }
    }

    /** As it was spelled where that is the limit. */
    private Object limited(String name, long limit) {
        Json sent = root.get(name);
        return sent != null && root.count(name) == limit ? sent : limit;
    }
}
