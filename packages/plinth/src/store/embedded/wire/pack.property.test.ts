import fc from "fast-check";
import { expect, it } from "vitest";
import type { WriterCommand, WriterReply } from "../protocol.ts";
import { packCommands, packMessage, unpackCommands, unpackMessage } from "./pack.ts";

const id = fc.nat();
const turn = fc.nat(5);
const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.double({ noNaN: true }));
const command: fc.Arbitrary<WriterCommand> = fc.oneof(
  fc.record({
    kind: fc.constant("run" as const),
    id,
    turn,
    first: fc.boolean(),
    sql: fc.string(),
    parameters: fc.array(value),
    startBefore: fc.double({ noNaN: true }),
  }),
  fc.record({ kind: fc.constantFrom("commit" as const, "rollback" as const), id, turn }),
  fc.record({ kind: fc.constantFrom("check" as const, "close" as const), id }),
);
const rows = fc.array(fc.record({ a: value }));
const reply: fc.Arbitrary<WriterReply> = fc.oneof(
  fc
    .record(
      { rows, durationMs: fc.nat(), affected: fc.nat() },
      { requiredKeys: ["rows", "durationMs"] },
    )
    .chain((result) =>
      fc.record({ id, ok: fc.constant(true as const), result: fc.constant(result) }),
    ),
  fc.record({
    id,
    ok: fc.constant(false as const),
    fault: fc.record({ message: fc.string(), resultCode: fc.nat() }),
  }),
);

it("P-118: any commands arrive as they were sent, in their order", () => {
  fc.assert(
    fc.property(fc.array(command), fc.boolean(), (commands, isMoreComing) => {
      const packed = structuredClone(packCommands(commands, isMoreComing));
      expect(packed.isMoreComing).toBe(isMoreComing);
      // What has no turn is given the one that nobody has.
      expect(unpackCommands(packed).map((one) => ({ turn: 0, ...one }))).toEqual(
        commands.map((one) => ({ turn: 0, ...one })),
      );
    }),
  );
});

it("P-118: any answers arrive, each with its id", () => {
  fc.assert(
    fc.property(fc.array(reply), fc.nat(), (replies, flushes) => {
      const message = unpackMessage(structuredClone(packMessage({ replies, flushes })));
      const order = (all: readonly WriterReply[]) =>
        all.map((one) => JSON.stringify(one, Object.keys(one).toSorted())).toSorted();
      expect(message.flushes).toBe(flushes);
      expect(message.replies).toHaveLength(replies.length);
      for (const one of replies) expect(message.replies).toContainEqual(one);
      expect(order(message.replies)).toEqual(order(replies));
    }),
  );
});
