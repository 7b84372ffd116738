// Runs named checks one after another and tells of each in a line of JSON; the cost that the client was told is added up.
import assert from "node:assert/strict";

const told = { nanos: 0n };

/** Adds what an answer says it cost; "0.0113" is 11,300,000 nano-dollars. */
export function paid(usage) {
  assert.equal(typeof usage?.cost, "string", "no cost: " + JSON.stringify(usage));
  const [whole, part = ""] = usage.cost.split(".");
  assert.ok(/^\d+$/.test(whole) && /^\d{0,9}$/.test(part), usage.cost);
  told.nanos += BigInt(whole) * 1_000_000_000n + BigInt(part.padEnd(9, "0"));
  assert.ok(usage.cost_details, "no details");
  return usage;
}

/** The error that a call ends with, of the class that the package has for it. */
export async function refused(type, status, call) {
  try {
    await call();
  } catch (e) {
    assert.ok(e instanceof type, `${e.constructor.name}: ${e.message}`);
    assert.equal(e.status, status);
    assert.ok(e.message.length > 10, e.message);
    return e;
  }
  return assert.fail("not refused");
}

/** The beginning of a PNG, which says how large it is. */
export function picture(width, height) {
  const bytes = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(bytes);
  bytes.write("IHDR", 12, "ascii");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes.toString("base64");
}

export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(JSON.stringify({ check: name, passed: true }));
    } catch (e) {
      console.log(JSON.stringify({ check: name, passed: false, error: String(e.stack) }));
    }
  }
  console.log(JSON.stringify({ told: told.nanos.toString() }));
}
