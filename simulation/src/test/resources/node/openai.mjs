// The package openai, unchanged, with nothing but a base URL and a key.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { paid, picture, refused, run } from "./checks.mjs";

const address = process.env.FLORIN + "/openai/v1";
const client = new OpenAI({ baseURL: address, apiKey: process.env.KEY, maxRetries: 0 });
const untold = new OpenAI({ baseURL: address, apiKey: process.env.UNTOLD_KEY, maxRetries: 0 });
const poor = new OpenAI({ baseURL: address, apiKey: process.env.POOR_KEY, maxRetries: 0 });

const user = (content) => [{ role: "user", content }];
const weather = {
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const person = {
  name: "person",
  strict: true,
  schema: {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "integer" } },
    required: ["name", "age"],
    additionalProperties: false,
  },
};

/** Asks with a tool, lets it answer, and asks again. */
async function withATool(model, more) {
  const tools = [{ type: "function", function: weather }];
  const messages = user("What is the weather in Paris today?");
  const first = await client.chat.completions.create({ model, messages, tools, ...more });
  paid(first.usage);
  const said = first.choices[0];
  assert.equal(said.finish_reason, "tool_calls");
  assert.deepEqual(JSON.parse(said.message.tool_calls[0].function.arguments), { city: "Paris" });
  messages.push(said.message, { role: "tool", tool_call_id: said.message.tool_calls[0].id, content: "Sunny, 21 °C" });
  const second = await client.chat.completions.create({ model, messages, tools, ...more });
  paid(second.usage);
  assert.match(second.choices[0].message.content, /Sunny/);
}

/** Follows a stream with its usage to the end. */
async function streamed(body) {
  const stream = await client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } });
  let text = "";
  let calls = "";
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    calls += chunk.choices[0]?.delta?.tool_calls?.[0]?.function?.arguments ?? "";
    usage = chunk.usage ?? usage;
  }
  paid(usage);
  return { text, calls, usage };
}

await run({
  async "a chat"() {
    const { data, response } = await client.chat.completions
      .create({ model: "gpt-4o", messages: user("What is the capital of France?") })
      .withResponse();
    assert.equal(data.choices[0].message.content, "Paris is the capital of France.");
    assert.equal(data.usage.prompt_tokens, 14);
    assert.equal(response.headers.get("x-florin-cost"), paid(data.usage).cost);
    assert.match(response.headers.get("x-florin-transaction"), /^txn_/);
  },
  async "a stream with its usage"() {
    const { text, usage } = await streamed({ model: "gpt-4o", messages: user("What is the capital of France?") });
    assert.equal(text, "Paris is the capital of France.");
    assert.equal(usage.prompt_tokens, 14);
  },
  async "a stream without"() {
    const stream = await untold.chat.completions.create({
      model: "gpt-4o",
      messages: user("What is the capital of France?"),
      stream: true,
    });
    let text = "";
    for await (const chunk of stream) {
      assert.equal(chunk.usage ?? null, null);
      assert.equal(chunk.choices.length, 1);
      text += chunk.choices[0].delta.content ?? "";
    }
    assert.equal(text, "Paris is the capital of France.");
  },
  async "the stream helper"() {
    const runner = client.chat.completions.stream({
      model: "gpt-4o",
      messages: user("What is 12 * 12?"),
      stream_options: { include_usage: true },
    });
    const whole = await runner.finalChatCompletion();
    assert.equal(whole.choices[0].message.content, "12 * 12 = 144");
    paid(whole.usage);
  },
  async "a tool"() {
    await withATool("gpt-4o");
  },
  async "a tool in a stream"() {
    const tools = [{ type: "function", function: weather }];
    const messages = user("What is the weather in Paris today?");
    const { calls } = await streamed({ model: "gpt-4o", messages, tools });
    assert.deepEqual(JSON.parse(calls), { city: "Paris" });
  },
  async "the tool runner"() {
    const runner = client.chat.completions.runTools({
      model: "gpt-4o",
      messages: user("What is the weather in Rome today?"),
      tools: [{ type: "function", function: { ...weather, parse: JSON.parse, function: ({ city }) => `Rain in ${city}` } }],
    });
    const usages = [];
    runner.on("chatCompletion", (each) => usages.push(each.usage));
    assert.match(await runner.finalContent(), /Rain in Rome/);
    assert.equal(usages.length, 2);
    usages.forEach(paid);
  },
  async "a picture"() {
    const url = "data:image/png;base64," + picture(1024, 1024);
    const answer = await client.chat.completions.create({
      model: "gpt-4o",
      messages: user([
        { type: "text", text: "hi" },
        { type: "image_url", image_url: { url, detail: "high" } },
      ]),
    });
    assert.equal(paid(answer.usage).prompt_tokens, 8 + 765);
  },
  async "an answer by a schema"() {
    const answer = await client.chat.completions.parse({
      model: "gpt-4o",
      messages: user('Invent a person called "Grace" who is 36'),
      response_format: { type: "json_schema", json_schema: person },
    });
    paid(answer.usage);
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), { name: "Grace", age: 36 });
  },
  async "three choices"() {
    const ask = { model: "gpt-4o", messages: user("What is the capital of France?") };
    const one = await client.chat.completions.create(ask);
    const three = await client.chat.completions.create({ ...ask, n: 3 });
    assert.equal(three.choices.length, 3);
    assert.equal(paid(three.usage).completion_tokens, 3 * paid(one.usage).completion_tokens);
  },
  async "a model that reasons"() {
    const answer = await client.chat.completions.create({
      model: "gpt-5-mini",
      messages: user("What is 6 * 7?"),
      reasoning_effort: "low",
      max_completion_tokens: 2000,
    });
    assert.equal(answer.choices[0].message.content, "6 * 7 = 42");
    assert.equal(paid(answer.usage).completion_tokens_details.reasoning_tokens, 32);
    assert.ok(answer.usage.completion_tokens > 32);
  },
  async "a repeated prompt"() {
    const ask = { model: "gpt-4o", messages: user("word ".repeat(1500)) };
    paid((await client.chat.completions.create(ask)).usage);
    const again = paid((await client.chat.completions.create(ask)).usage);
    assert.ok(again.prompt_tokens_details.cached_tokens >= 1024);
  },
  async "embeddings"() {
    const answer = await client.embeddings.create({ model: "text-embedding-3-small", input: ["the red cat", "the red hat"] });
    assert.equal(answer.data.length, 2);
    assert.equal(answer.data[0].embedding.length, 1536);
    assert.ok(answer.data[0].embedding.every((each) => Math.abs(each) <= 1));
    paid(answer.usage);
  },
  async "a response"() {
    const answer = await client.responses.create({ model: "gpt-5-mini", input: "What is 6 * 7?" });
    assert.equal(answer.output_text, "6 * 7 = 42");
    assert.equal(paid(answer.usage).output_tokens_details.reasoning_tokens, 96);
    assert.equal(answer.store, false);
  },
  async "a response in a stream"() {
    const stream = await client.responses.create({ model: "gpt-5-mini", input: "What is 6 * 7?", stream: true });
    const seen = [];
    let text = "";
    let last;
    for await (const event of stream) {
      assert.equal(event.sequence_number, seen.length);
      seen.push(event.type);
      text += event.type === "response.output_text.delta" ? event.delta : "";
      last = event;
    }
    assert.equal(seen[0], "response.created");
    assert.equal(seen.at(-1), "response.completed");
    assert.equal(text, "6 * 7 = 42");
    paid(last.response.usage);
  },
  async "a response with a tool"() {
    const tools = [{ type: "function", strict: false, ...weather }];
    const input = user("What is the weather in Paris today?");
    const first = await client.responses.create({ model: "gpt-4o", input, tools });
    paid(first.usage);
    const call = first.output.find((each) => each.type === "function_call");
    assert.deepEqual(JSON.parse(call.arguments), { city: "Paris" });
    input.push(...first.output, { type: "function_call_output", call_id: call.call_id, output: "Sunny, 21 °C" });
    const runner = client.responses.stream({ model: "gpt-4o", input, tools });
    const second = await runner.finalResponse();
    paid(second.usage);
    assert.match(second.output_text, /Sunny/);
  },
  async "a response by a schema, with a picture"() {
    const answer = await client.responses.parse({
      model: "gpt-4o",
      instructions: "Be brief.",
      input: user([
        { type: "input_text", text: 'Invent a person called "Grace" who is 36' },
        { type: "input_image", detail: "auto", image_url: "data:image/png;base64," + picture(512, 512) },
      ]),
      text: { format: { type: "json_schema", ...person } },
    });
    paid(answer.usage);
    assert.deepEqual(answer.output_parsed, { name: "Grace", age: 36 });
  },
  async "a model of Anthropic's"() {
    const ask = { model: "claude-sonnet-5-5", messages: user("What is the capital of France?") };
    const whole = await client.chat.completions.create({ ...ask, max_tokens: 500 });
    assert.equal(whole.choices[0].message.content, "Paris is the capital of France.");
    paid(whole.usage);
    assert.equal((await streamed(ask)).text, "Paris is the capital of France.");
    await withATool("claude-sonnet-5-5");
    const url = "data:image/png;base64," + picture(750, 1000);
    const seen = await client.chat.completions.create({
      model: "claude-sonnet-5-5",
      messages: user([{ type: "image_url", image_url: { url } }]),
    });
    assert.equal(paid(seen.usage).prompt_tokens, 1007);
  },
  async "a tool of Anthropic's in a stream"() {
    const tools = [{ type: "function", function: weather }];
    const messages = user("What is the weather in Paris today?");
    const { calls } = await streamed({ model: "claude-sonnet-5-5", messages, tools });
    assert.deepEqual(JSON.parse(calls), { city: "Paris" });
  },
  async "the list of models"() {
    const names = [];
    for await (const model of client.models.list()) {
      names.push(model.id);
      assert.ok(model.price.per_million, model.id);
    }
    assert.ok(names.includes("gpt-4o") && names.includes("claude-sonnet-5-5"));
  },
  async "a key that nobody has"() {
    const stranger = client.withOptions({ apiKey: "fk_nobodys" });
    const e = await refused(OpenAI.AuthenticationError, 401, () => stranger.models.list());
    assert.equal(e.code, "invalid_key");
  },
  async "no credit"() {
    const ask = { model: "gpt-4o", messages: user("Hello"), max_tokens: 500 };
    for (const stream of [false, true]) {
      const e = await refused(OpenAI.APIError, 402, () => poor.chat.completions.create({ ...ask, stream }));
      assert.equal(e.code, "insufficient_credits");
      assert.match(e.message, /credit does not pay/);
      assert.match(e.error.top_up_url, /billing/);
      assert.equal(e.headers.get("x-should-retry"), "false");
    }
    const e = await refused(OpenAI.APIError, 402, () => poor.responses.create({ model: "gpt-4o", input: "Hello" }));
    assert.equal(e.code, "insufficient_credits");
  },
  async "what is not there"() {
    await refused(OpenAI.NotFoundError, 404, () => client.files.list());
    await refused(OpenAI.NotFoundError, 404, () => client.responses.retrieve("resp_1"));
    const unpriced = { model: "no-such-model", messages: user("Hello") };
    const e = await refused(OpenAI.UnprocessableEntityError, 422, () => client.chat.completions.create(unpriced));
    assert.equal(e.code, "model_not_priced");
  },
  async "what has no price"() {
    const ask = { model: "gpt-4o", messages: user("Hello"), service_tier: "priority" };
    const e = await refused(OpenAI.BadRequestError, 400, () => client.chat.completions.create(ask));
    assert.equal(e.param, "service_tier");
    const stored = { model: "gpt-4o", input: "Hello", previous_response_id: "resp_1" };
    const f = await refused(OpenAI.BadRequestError, 400, () => client.responses.create(stored));
    assert.equal(f.param, "previous_response_id");
  },
  async "a provider that has enough"() {
    const ask = { model: "busy-openai", messages: user("Hello") };
    await refused(OpenAI.RateLimitError, 429, () => client.chat.completions.create(ask));
  },
  async "a provider that fails once"() {
    const patient = client.withOptions({ maxRetries: 2 });
    const answer = await patient.chat.completions.create({ model: "shaky-openai", messages: user("What is 12 * 12?") });
    assert.equal(answer.choices[0].message.content, "12 * 12 = 144");
    paid(answer.usage);
  },
  async "Stop"() {
    const stream = await untold.chat.completions.create({ model: "slow-openai", messages: user("Hello"), stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0].delta.content) {
        stream.controller.abort();
        break;
      }
    }
  },
});
