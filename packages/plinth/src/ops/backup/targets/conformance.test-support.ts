import { beforeEach, describe, expect, it } from "vitest";
import { BackupFault } from "../fault.ts";
import type { BackupTarget } from "./contract.ts";

const chunks = async function* chunks(...parts: readonly (string | Uint8Array)[]) {
  for (const part of parts) yield Buffer.from(part);
};
const textOf = async (source: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
};
const kindOf = async (attempt: () => Promise<unknown>): Promise<string> => {
  const fault = await attempt().catch((reason: unknown) => reason);
  return fault instanceof BackupFault ? fault.kind : `no fault of ours: ${String(fault)}`;
};

/** What every place for backups must do, whatever it is. */
export const describeTarget = (name: string, make: () => Promise<BackupTarget>): void => {
  describe(`BK-02: ${name}`, () => {
    let target: BackupTarget;
    beforeEach(async () => {
      target = await make();
    });

    it("gives back what was put, of no byte and of many", async () => {
      expect(await target.put("a/empty.plb", chunks(), 0)).toEqual({
        name: "a/empty.plb",
        bytes: 0,
      });
      expect(await textOf(target.get("a/empty.plb"))).toBe("");
      await target.put("a/b/text.plb", chunks("one ", "two"), 7);
      expect(await textOf(target.get("a/b/text.plb"))).toBe("one two");
    });

    it("replaces what was there", async () => {
      await target.put("a.plb", chunks("the first, which is long"), 24);
      await target.put("a.plb", chunks("second"), 6);
      expect(await textOf(target.get("a.plb"))).toBe("second");
      expect(await target.list("")).toEqual([{ name: "a.plb", bytes: 6 }]);
    });

    it("lists by prefix and in order, with lengths", async () => {
      for (const one of ["g2/log/1.plb", "g1/full.plb", "g1/log/2.plb"]) {
        await target.put(one, chunks(one), one.length);
      }
      expect(await target.list("g1/")).toEqual([
        { name: "g1/full.plb", bytes: 11 },
        { name: "g1/log/2.plb", bytes: 12 },
      ]);
      expect(await target.list("nothing")).toEqual([]);
    });

    it("removes, and says what is missing", async () => {
      await target.put("a.plb", chunks("x"), 1);
      await target.remove("a.plb");
      await target.remove("a.plb");
      expect(await target.list("")).toEqual([]);
      expect(await kindOf(() => textOf(target.get("a.plb")))).toBe("missing");
    });

    it("P-060: keeps nothing of an upload that broke off", async () => {
      await target.put("a.plb", chunks("as it was"), 9);
      const broken = async function* broken() {
        yield Buffer.from("half of ");
        throw new Error("the disk is gone");
      };
      expect(await kindOf(() => target.put("a.plb", broken(), 16))).toBe("target");
      expect(await textOf(target.get("a.plb"))).toBe("as it was");
      expect(await target.list("")).toEqual([{ name: "a.plb", bytes: 9 }]);
    });

    it("BK-07: gives a name to one of many who claim it, and replaces nothing", async () => {
      const words = ["first", "second", "third", "fourth"];
      const won = await Promise.all(words.map((one) => target.claim("l/1.json", Buffer.from(one))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await textOf(target.get("l/1.json"))).toBe(words[won.indexOf(true)]);
      expect(await target.claim("l/1.json", Buffer.from("late"))).toBe(false);
      expect((await target.list("l/")).map(({ name }) => name)).toEqual(["l/1.json"]);
    });

    it("refuses names that lead elsewhere", async () => {
      for (const bad of ["../a.plb", "/a", "a//b", "a/../b", ".hidden", "A b", ""]) {
        expect(await kindOf(() => target.put(bad, chunks("x"), 1)), bad).toBe("target");
        expect(await kindOf(() => textOf(target.get(bad))), bad).toBe("target");
      }
    });
  });
};
