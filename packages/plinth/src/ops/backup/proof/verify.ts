import { type Catalog, readCatalog } from "../catalog/catalog.ts";
import { wordsOf } from "../fault.ts";
import { fileOf } from "../files/keeper.ts";
import { type OpeningKey, openObject, readObject } from "../format/container.ts";
import { decodeRecords } from "../format/records.ts";
import type { BackupTarget } from "../targets/contract.ts";

/** What was found in a target. */
export interface Verification {
  readonly objects: number;
  readonly bytes: number;
  /** One sentence each; empty where everything is as it was written, and nothing is missing. */
  readonly faults: readonly string[];
}

/** Records of the log that are missing within a generation. */
const gapsOf = async (
  target: BackupTarget,
  key: OpeningKey,
  { full, log }: Catalog,
): Promise<readonly string[]> => {
  const gaps: string[] = [];
  const next = new Map<string, number>();
  for (const piece of log) {
    const { generation, first, name } = piece;
    const start = full.find((one) => one.generation === generation)?.number ?? 0;
    const expected = next.get(generation) ?? Math.min(first, start + 1);
    if (first > expected) gaps.push(`the log has a gap before ${name}`);
    let last = first - 1;
    const { content } = await readObject(key, name, target.get(name));
    for await (const { number } of decodeRecords(content, name)) last = number;
    next.set(generation, last + 1);
  }
  return gaps;
};

/**
 * Reads all of a target: every object opens with the key, is whole, and the log has no gap. That a
 * database can be made of it is what a drill shows.
 */
export const verifyTarget = async (
  target: BackupTarget,
  key: OpeningKey,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Verification> => {
  const catalog = await readCatalog(target);
  const { full, log, configs, proofs, bytes } = catalog;
  const faults: string[] = full.length === 0 ? ["there is no full backup"] : [];
  let done = 0;
  const files = (await target.list("files/")).filter(({ name }) => fileOf(name) !== undefined);
  const all = [...full, ...log, ...configs, ...proofs, ...files];
  for (const object of all) {
    try {
      const { content } = await openObject(key, object.name, target.get(object.name));
      for await (const _ of content());
    } catch (fault) {
      faults.push(wordsOf(fault));
    }
    done += object.bytes;
    onProgress(done, bytes);
  }
  if (faults.length === 0) faults.push(...(await gapsOf(target, key, catalog)));
  return { objects: all.length, bytes, faults };
};
