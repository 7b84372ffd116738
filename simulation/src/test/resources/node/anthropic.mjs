// The package @anthropic-ai/sdk, unchanged, with nothing but a base URL and a key.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { paid, picture, refused, run } from "./checks.mjs";

const baseURL = process.env.FLORIN + "/anthropic";
const client = new Anthropic({ baseURL, apiKey: process.env.KEY, maxRetries: 0 });
const untold = new Anthropic({ baseURL, apiKey: process.env.UNTOLD_KEY, maxRetries: 0 });
const poor = new Anthropic({ baseURL, apiKey: process.env.POOR_KEY, maxRetries: 0 });

const model = "claude-sonnet-5-5";
const user = (content) => [{ role: "user", content }];
const tools = [
  {
    name: "get_weather",
    description: "The weather of a city",
    input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
];

/** The same call whole and as a stream. What puts a stream together drops members it does not know: the event has the cost. */
async function both(body) {
  const whole = await client.messages.create(body);
  paid(whole.usage);
  const stream = client.messages.stream(body);
  stream.on("streamEvent", (event) => event.type === "message_delta" && paid(event.usage));
  const streamed = await stream.finalMessage();
  assert.deepEqual(streamed.content.map((each) => each.type), whole.content.map((each) => each.type));
  assert.equal(streamed.stop_reason, whole.stop_reason);
  assert.equal(streamed.usage.input_tokens, whole.usage.input_tokens);
  assert.equal(streamed.usage.output_tokens, whole.usage.output_tokens);
  return [whole, streamed];
}

/** Asks with a tool, lets it answer, and asks again. */
async function withATool(name) {
  const messages = user("What is the weather in Paris today?");
  for (const said of await both({ model: name, max_tokens: 1000, messages, tools })) {
    assert.equal(said.stop_reason, "tool_use");
    const use = said.content.at(-1);
    assert.deepEqual(use.input, { city: "Paris" });
    const answer = await client.messages.create({
      model: name,
      max_tokens: 1000,
      tools,
      messages: [
        ...messages,
        { role: "assistant", content: said.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: use.id, content: "Sunny, 21 °C" }] },
      ],
    });
    paid(answer.usage);
    assert.match(answer.content.at(-1).text, /Sunny/);
  }
}

await run({
  async "a message"() {
    const { data, response } = await client.messages
      .create({ model, max_tokens: 500, messages: user("What is 12 * 12?") })
      .withResponse();
    assert.equal(data.content[0].text, "12 * 12 = 144");
    assert.equal(response.headers.get("x-florin-cost"), paid(data.usage).cost);
  },
  async "a message in a stream"() {
    const stream = await client.messages.create({ model, max_tokens: 500, messages: user("What is 12 * 12?"), stream: true });
    const seen = new Set();
    let text = "";
    let usage;
    for await (const event of stream) {
      seen.add(event.type);
      text += event.type === "content_block_delta" ? event.delta.text : "";
      usage = event.type === "message_delta" ? event.usage : usage;
    }
    assert.equal(text, "12 * 12 = 144");
    assert.ok(seen.has("message_start") && seen.has("content_block_stop") && seen.has("message_stop"));
    paid(usage);
  },
  async "whole and streamed"() {
    for (const said of await both({ model, max_tokens: 500, system: "Be brief.", messages: user("Say hello world") })) {
      assert.equal(said.content[0].text, "hello world");
    }
  },
  async "the caller's own limit"() {
    for (const said of await both({ model, max_tokens: 3, messages: user("What is the capital of France?") })) {
      assert.equal(said.stop_reason, "max_tokens");
      assert.equal(said.usage.output_tokens, 3);
    }
  },
  async "thinking"() {
    const thinking = { type: "enabled", budget_tokens: 1024 };
    for (const said of await both({ model, max_tokens: 2048, thinking, messages: user("Say hello world") })) {
      assert.equal(said.content[0].type, "thinking");
      assert.equal(said.content.at(-1).text, "hello world");
      const messages = [
        ...user("Say hello world"),
        { role: "assistant", content: said.content },
        { role: "user", content: "Say goodbye world" },
      ];
      const next = await client.messages.create({ model, max_tokens: 2048, thinking, messages });
      assert.equal(next.content.at(-1).text, "goodbye world");
      paid(next.usage);
    }
  },
  async "tools"() {
    await withATool(model);
  },
  async "prompt caching"() {
    const system = [{ type: "text", text: "word ".repeat(2000), cache_control: { type: "ephemeral" } }];
    const body = { model, max_tokens: 500, system, messages: user("hi") };
    const first = paid((await client.messages.create(body)).usage);
    const second = paid((await client.messages.create(body)).usage);
    assert.ok(first.cache_creation_input_tokens >= 2000);
    assert.equal(second.cache_read_input_tokens, first.cache_creation_input_tokens);
    assert.ok(Number(second.cost) < Number(first.cost));
    system[0].cache_control.ttl = "1h";
    system[0].text += "more";
    const third = paid((await client.messages.create(body)).usage);
    assert.ok(third.cache_creation.ephemeral_1h_input_tokens >= 2000);
    assert.ok(Number(third.cost) > Number(first.cost));
  },
  async "a picture"() {
    const source = { type: "base64", media_type: "image/png", data: picture(750, 1000) };
    const [whole] = await both({ model, max_tokens: 100, messages: user([{ type: "image", source }]) });
    assert.equal(whole.usage.input_tokens, 1007);
  },
  async "an answer by a schema"() {
    const schema = {
      type: "object",
      properties: { name: { type: "string" }, age: { type: "integer" } },
      required: ["name", "age"],
      additionalProperties: false,
    };
    const answer = await client.messages.create({
      model,
      max_tokens: 500,
      messages: user('A person named "Grace", aged 36'),
      output_config: { format: { type: "json_schema", schema } },
    });
    paid(answer.usage);
    assert.deepEqual(JSON.parse(answer.content[0].text), { name: "Grace", age: 36 });
  },
  async "counting"() {
    const body = { model, messages: user("How many tokens?") };
    const counted = await client.messages.countTokens(body);
    const made = await client.messages.create({ ...body, max_tokens: 100 });
    assert.ok(counted.input_tokens >= paid(made.usage).input_tokens);
    assert.ok(counted.input_tokens <= 2 * made.usage.input_tokens + 20);
  },
  async "a model of OpenAI's"() {
    for (const said of await both({ model: "gpt-4o", max_tokens: 500, system: "Be kind.", messages: user("What is 12 * 12?") })) {
      assert.equal(said.content[0].text, "12 * 12 = 144");
      assert.equal(said.stop_reason, "end_turn");
    }
    await withATool("gpt-4o");
    const source = { type: "base64", media_type: "image/png", data: picture(512, 512) };
    await both({ model: "gpt-4o", max_tokens: 100, messages: user([{ type: "image", source }]) });
  },
  async "the list of models"() {
    const names = [];
    for await (const each of client.models.list()) {
      names.push(each.id);
      assert.equal(each.type, "model");
    }
    assert.ok(names.includes(model) && names.includes("gpt-4o"));
  },
  async "a key that nobody has"() {
    const stranger = client.withOptions({ apiKey: "fk_nobodys" });
    const ask = { model, max_tokens: 100, messages: user("Hello") };
    const e = await refused(Anthropic.AuthenticationError, 401, () => stranger.messages.create(ask));
    assert.equal(e.type, "authentication_error");
  },
  async "no credit"() {
    for (const stream of [false, true]) {
      const ask = { model, max_tokens: 5000, messages: user("Hello"), stream };
      const e = await refused(Anthropic.APIError, 402, () => poor.messages.create(ask));
      assert.equal(e.type, "billing_error");
      assert.equal(e.error.error.code, "insufficient_credits");
      assert.match(e.message, /credit does not pay/);
      assert.equal(e.headers.get("x-should-retry"), "false");
    }
  },
  async "what is not there"() {
    const e = await refused(Anthropic.NotFoundError, 404, () => client.messages.batches.list());
    assert.equal(e.type, "not_found_error");
    const unpriced = { model: "no-such-model", max_tokens: 10, messages: user("Hello") };
    await refused(Anthropic.UnprocessableEntityError, 422, () => client.messages.create(unpriced));
  },
  async "what has no price"() {
    const search = [{ type: "web_search_20250305", name: "web_search" }];
    const ask = { model, max_tokens: 100, messages: user("Hello"), tools: search };
    const e = await refused(Anthropic.BadRequestError, 400, () => client.messages.create(ask));
    assert.match(e.message, /tools\[0\]/);
  },
  async "a provider that has enough"() {
    const ask = { model: "busy-anthropic", max_tokens: 100, messages: user("Hello") };
    await refused(Anthropic.RateLimitError, 429, () => client.messages.create(ask));
  },
  async "a provider that fails once"() {
    const patient = client.withOptions({ maxRetries: 2 });
    const ask = { model: "shaky-anthropic", max_tokens: 100, messages: user("What is 12 * 12?") };
    const answer = await patient.messages.create(ask);
    assert.equal(answer.content[0].text, "12 * 12 = 144");
    paid(answer.usage);
  },
  async "Stop"() {
    const stream = untold.messages.stream({ model: "slow-anthropic", max_tokens: 500, messages: user("Hello") });
    stream.on("text", () => stream.abort());
    await assert.rejects(stream.finalMessage(), Anthropic.APIUserAbortError);
  },
});
