import fc from "fast-check";
import { expect, it } from "vitest";
import { createLag, positionOf } from "./lag.ts";

it("SCALE-04: places in the write-ahead log grow across the boundary of their halves", () => {
  expect(positionOf("0/FFFFFFFF") + 1n).toBe(positionOf("1/0"));
  expect(positionOf("16/B374D848")).toBe(0x16_b374_d848n);
});

it("SCALE-04: a replica is complete until the primary was where it is, never later", () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (moves) => {
      const lag = createLag();
      const written: { readonly at: number; readonly position: bigint }[] = [];
      let position = 0n;
      let replayed = 0n;
      for (const [at, [writes, replays]] of moves.entries()) {
        position += BigInt(writes);
        written.push({ at, position });
        lag.wrote(at, position);
        replayed = replayed + BigInt(replays) > position ? position : replayed + BigInt(replays);
        lag.replayed(replayed);
        const reached = written.findLast((look) => look.position <= replayed);
        expect(lag.completeUntil()).toBe(reached?.at ?? Number.NEGATIVE_INFINITY);
      }
      lag.lost();
      expect(lag.completeUntil()).toBe(Number.NEGATIVE_INFINITY);
    }),
  );
});

it("SCALE-04: a replica that stands still for long is remembered in bounded memory, and caught up with", () => {
  const lag = createLag();
  lag.wrote(0, 0n);
  lag.replayed(0n);
  for (let at = 1; at <= 5_000; at += 1) lag.wrote(at, BigInt(at));
  expect(lag.completeUntil()).toBe(0);
  lag.replayed(5_000n);
  expect(lag.completeUntil()).toBe(5_000);
});
