import { statSync } from "node:fs";
import type { Clock } from "#core";
import type { LogMark, StoreLog } from "#store";
import { configName, type FullBackup, fullName } from "../catalog/catalog.ts";
import { BackupFault } from "../fault.ts";
import { compressed } from "../format/compress.ts";
import { type ObjectKey, sealObject } from "../format/container.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";

const HOLD_TRIES = 40;
const HOLD_PAUSE_MS = 250;

/** Waits until the database file can be held. */
export const requireHold = async (
  log: StoreLog,
  pause: (ms: number) => Promise<void>,
): Promise<LogMark> => {
  for (let tries = 0; tries < HOLD_TRIES; tries += 1) {
    const hold = await log.hold();
    if (hold !== undefined) return hold;
    await pause(HOLD_PAUSE_MS);
  }
  throw new BackupFault(
    "refused",
    "somebody reads the database all the time; end that and try again",
  );
};

/** What a full backup is written with. */
export interface FullOptions {
  readonly target: BackupTarget;
  readonly objectKey: ObjectKey;
  readonly log: StoreLog;
  readonly clock: Clock;
  readonly generation: string;
  /** The record of the log that the held file goes up to. */
  readonly number: number;
  readonly hold: LogMark;
  /** The settings, as text. */
  readonly configuration: string;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Writes the held database file, and the settings beside it. */
export const writeFullBackup = async (
  options: FullOptions,
): Promise<{ readonly full: FullBackup; readonly kept: readonly KeptObject[] }> => {
  const { target, objectKey, log, clock, generation, number, hold, onProgress } = options;
  const bytes = statSync(log.path).size;
  const name = fullName(generation, number, hold.at);
  const counted = async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
    let done = 0;
    for await (const piece of log.read()) {
      done += piece.byteLength;
      onProgress?.(done, bytes);
      yield piece;
    }
    if (done !== bytes) throw new BackupFault("refused", "the database changed while it was read");
  };
  const config = configName(generation, hold.at);
  const settings = await target.put(
    config,
    sealObject(objectKey, { name: config, at: clock.now(), meta: { kind: "configuration" } }, [
      Buffer.from(options.configuration),
    ]),
  );
  const header = { name, at: hold.at, meta: { kind: "full", number, bytes } };
  const kept = await target.put(name, sealObject(objectKey, header, compressed(counted())));
  return {
    full: { name, generation, number, at: hold.at, bytes: kept.bytes },
    kept: [settings, kept],
  };
};
