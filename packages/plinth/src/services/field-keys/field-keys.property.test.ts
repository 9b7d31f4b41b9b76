import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock, Secret } from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import { type FieldPlace, UnreadableField } from "./contract.ts";
import { createFieldKeys } from "./field-keys.ts";
import type { DataKeyRepository, DataKeyRow } from "./repository.ts";

const OLD = "the secret of before, of this file and of nothing else";
const NEW = "the secret of now, of this file and of nothing else at all";

/** Rows in memory that behave as the table does. */
const createTable = (): DataKeyRepository & { readonly rows: Map<number, DataKeyRow> } => {
  const rows = new Map<number, DataKeyRow>();
  return {
    rows,
    all: async () => [...rows.values()].toSorted((a, b) => a.number - b.number),
    insert: async (row) => {
      if (rows.has(row.number)) return false;
      rows.set(row.number, row);
      return true;
    },
    reseal: async (before, sealed_key) => {
      if (rows.get(before.number)?.sealed_key !== before.sealed_key) return;
      rows.set(before.number, { ...before, sealed_key });
    },
    remove: async (number) => void rows.delete(number),
  };
};

const node = (
  table: DataKeyRepository,
  secret: string = OLD,
  former?: string,
  clock = createManualClock(),
) =>
  createFieldKeys({
    repository: table,
    keyring: createKeyring(
      new Secret(secret),
      former === undefined ? undefined : new Secret(former),
    ),
    random: createSecureRandom(),
    clock,
  });

const place: FieldPlace = { table: "t", column: "c", row: "r", account: "a" };
const places = fc.record({
  table: fc.string(),
  column: fc.string(),
  row: fc.string(),
  account: fc.string(),
});

describe("sealed columns", () => {
  it("P-049, PRIV-06: any text comes back, is absent from what is kept, and looks new each time", async () => {
    const fields = node(createTable());
    await fc.assert(
      fc.asyncProperty(places, fc.string({ minLength: 4 }), async (where, text) => {
        const sealed = await fields.seal(where, text);
        expect(await fields.open(where, sealed)).toBe(text);
        expect(await fields.seal(where, text)).not.toBe(sealed);
        expect(sealed).not.toContain(text);
      }),
      { numRuns: 60 },
    );
  });

  it("P-086: what is moved to another table, column, row or account does not open", async () => {
    const fields = node(createTable());
    await fc.assert(
      fc.asyncProperty(places, places, async (here, there) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there));
        const sealed = await fields.seal(here, "health");
        await expect(fields.open(there, sealed)).rejects.toThrow(UnreadableField);
      }),
      { numRuns: 60 },
    );
    // Places whose parts only join to the same text.
    const sealed = await fields.seal({ ...place, row: "1:2", account: "3" }, "health");
    const other = { ...place, row: "1", account: "2:3" };
    await expect(fields.open(other, sealed)).rejects.toThrow(UnreadableField);
  });

  it("P-085: after any sequence of rotations and writes all is readable, and new data uses the newest key", async () => {
    const steps = fc.array(fc.constantFrom("rotate", "write", "later"), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        const clock = createManualClock();
        const table = createTable();
        const nodes = [node(table, OLD, undefined, clock), node(table, OLD, undefined, clock)];
        const written: { readonly text: string; readonly sealed: string }[] = [];
        for (const [index, step] of asked.entries()) {
          const one = nodes[index % 2] ?? nodes[0];
          if (step === "rotate") await one?.add();
          if (step === "later") clock.advance(61_000);
          if (step !== "write" || one === undefined) continue;
          const text = `text ${index}`;
          written.push({ text, sealed: await one.seal(place, text) });
        }
        clock.advance(61_000);
        for (const one of nodes) {
          for (const { text, sealed } of written) expect(await one.open(place, sealed)).toBe(text);
          const newest = (await one.numbers()).at(-1) ?? 0;
          expect(await one.seal(place, "now")).toMatch(new RegExp(`^f1\\.${newest}\\.`));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("PRIV-06: another SECRET_KEY opens with the one before, and without it once keys are resealed", async () => {
    const table = createTable();
    const sealed = await node(table).seal(place, "health");
    await expect(node(table, NEW).open(place, sealed)).rejects.toThrow(/SECRET_KEY_PREVIOUS/);
    const changed = node(table, NEW, OLD);
    expect(await changed.open(place, sealed)).toBe("health");
    expect(await changed.reseal()).toBe(1);
    expect(await changed.reseal()).toBe(0);
    expect(await node(table, NEW).open(place, sealed)).toBe("health");
    // The secret of before alone opens nothing any more.
    await expect(node(table, OLD).open(place, sealed)).rejects.toThrow(UnreadableField);
  });

  it("PRIV-06: a key that was removed opens nothing, and a row of another number neither", async () => {
    const table = createTable();
    const fields = node(table);
    const sealed = await fields.seal(place, "health");
    await fields.add();
    const [first, second] = await table.all();
    if (first === undefined || second === undefined) throw new Error("two keys were made");
    await fields.remove(first.number);
    await expect(fields.open(place, sealed)).rejects.toThrow(UnreadableField);
    table.rows.set(first.number, { ...second, number: first.number });
    await expect(node(table).open(place, sealed)).rejects.toThrow(UnreadableField);
    for (const text of ["", "plain", "f1.1.", "f1.01.aa", "f2.1.aa", "f1.9.aa"]) {
      await expect(fields.open(place, text)).rejects.toThrow(UnreadableField);
    }
  });
});
