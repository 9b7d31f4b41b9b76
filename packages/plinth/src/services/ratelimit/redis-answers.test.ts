import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RedisUnavailable } from "#store";
import { createRedisRateLimiter } from "./redis.ts";

const WINDOWS = [{ limit: 5, seconds: 60 }];

/** A limiter over a server that says this to every script; the answer is read where it comes in. */
const limiterOver = (reply: unknown) =>
  createRedisRateLimiter({
    redis: {
      namespace: "test",
      call: () => Promise.resolve(reply),
      evaluate: async (_script, _keys, _values, _withinMs, read) => read(reply),
    },
  });
const ask = async (reply: unknown) =>
  limiterOver(reply).checkAll([{ key: "key", windows: WINDOWS }]);

const SHAPES: readonly unknown[] = [
  ...["OK", "", " ", "0", "0 0 1", "0 0 1 60000 1 60000", "0 0 -1 60000", "0 0 1e3 60000"],
  ...["0 0  1 60000", "0 0 1 60000x", "2 9 1 60000", "NaN 0 1 60000"],
  ...[null, undefined, 1, true, [], ["0 0", "1 60000"], { 0: "0 0 1 60000" }, Buffer.from("0 0")],
];

describe("RL-11: answers of Redis that are no decision", () => {
  it("RL-10: a decision is read as the script writes it", async () => {
    const [passed] = await ask("0 0 1 60000");
    expect(passed).toMatchObject({ allowed: true, tightest: { remaining: 4, resetSeconds: 60 } });
    const [refused] = await ask("1 1500 5 1500");
    expect(refused).toMatchObject({ allowed: false, retryAfterSeconds: 2 });
  });

  it.each(SHAPES.map((shape) => [shape]))("RL-11: %j is none", async (shape) => {
    await expect(ask(shape)).rejects.toThrow(RedisUnavailable);
  });

  it("RL-11: no text is taken for a decision but whole numbers, as many as were asked for", async () => {
    const words = fc.array(fc.oneof(fc.nat().map(String), fc.string({ maxLength: 4 })));
    await fc.assert(
      fc.asyncProperty(words, async (parts) => {
        const text = parts.join(" ");
        const isOne = /^[01] \d+ \d+ \d+ ?$/.test(text);
        await ask(text).then(
          () => expect(isOne, text).toBe(true),
          (fault: unknown) => {
            expect(fault).toBeInstanceOf(RedisUnavailable);
            expect(isOne, text).toBe(false);
          },
        );
      }),
    );
  });

  it("RL-14: what is no step of a search is an outage too", async () => {
    for (const reply of ["OK", null, [], ["0"], ["0", "key"], [0, []]]) {
      await expect(limiterOver(reply).clear("key")).rejects.toThrow(RedisUnavailable);
    }
  });
});
