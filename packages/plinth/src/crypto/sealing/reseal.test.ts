import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecureRandom } from "../random.ts";
import { createSealer } from "./aead.ts";
import { resealRows, type SealedRow } from "./reseal.ts";

const random = createSecureRandom();
const keyOf = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
const [PRESENT, FORMER, FOREIGN] = [keyOf(1), keyOf(2), keyOf(3)];
const sealer = createSealer({ key: PRESENT, former: [FORMER], random });

/** A table of so many rows, sealed with one key after the other. */
const tableOf = (length: number, keys: readonly (typeof PRESENT)[]) => {
  const rows = new Map<string, SealedRow>();
  for (let index = 0; index < length; index += 1) {
    const id = String(index).padStart(5, "0");
    const key = keys[index % keys.length] ?? PRESENT;
    const context = `secret:${id}`;
    rows.set(id, { id, sealed: createSealer({ key, random }).seal(id, context), context });
  }
  return {
    rows,
    after: async (id: string, limit: number) =>
      [...rows.values()].filter((row) => row.id > id).slice(0, limit),
    replace: async (before: SealedRow, sealed: string) => {
      if (rows.get(before.id)?.sealed === before.sealed) rows.set(before.id, { ...before, sealed });
    },
  };
};

describe("sealing anew", () => {
  it("PRIV-06: what the former key sealed opens with the present one alone, over any number of pages", async () => {
    const table = tableOf(501, [FORMER, PRESENT]);
    expect(await resealRows({ sealer, ...table })).toEqual({ resealed: 251, unreadable: 0 });
    const alone = createSealer({ key: PRESENT, random });
    for (const { id, sealed, context } of table.rows.values()) {
      expect(alone.open(sealed, context)?.toString()).toBe(id);
    }
    expect(await resealRows({ sealer, ...table })).toEqual({ resealed: 0, unreadable: 0 });
  });

  it("PRIV-06: what no key opens is counted and stays", async () => {
    const table = tableOf(3, [FOREIGN, FORMER]);
    const before = table.rows.get("00000");
    expect(await resealRows({ sealer, ...table })).toEqual({ resealed: 1, unreadable: 2 });
    expect(table.rows.get("00000")).toBe(before);
  });

  it("PRIV-06: a value that was moved to another place is not renewed", () => {
    const sealed = createSealer({ key: FORMER, random }).seal("plain", "here");
    expect(sealer.renew(sealed, "there")).toBeUndefined();
    const renewed = sealer.renew(sealed, "here") ?? "";
    expect(renewed).not.toBe(sealed);
    expect(sealer.renew(renewed, "here")).toBe(renewed);
  });
});
