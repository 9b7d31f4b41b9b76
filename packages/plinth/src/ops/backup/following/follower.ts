import type { LogMark, StoreLog } from "#store";
import type { Catalog } from "../catalog/catalog.ts";
import type { BackupParts } from "../contract.ts";
import { BackupFault } from "../fault.ts";
import { readObject } from "../format/container.ts";
import { decodeRecords, type LogRecord } from "../format/records.ts";
import type { KeptObject } from "../targets/contract.ts";
import { createShipper, type Shipper } from "./shipper.ts";

/** The end of the log that a target has. */
export interface LogEnd {
  readonly generation: string;
  readonly number: number;
  readonly last: LogRecord | undefined;
}

/** Where the newest generation of a target ends; undefined where there is none. */
export const endOfLog = async (
  { target, key, former }: Pick<BackupParts, "target" | "key" | "former">,
  { full, log }: Catalog,
): Promise<LogEnd | undefined> => {
  const newest = full.at(-1);
  if (newest === undefined) return undefined;
  const { generation, number } = newest;
  const piece = log.filter((one) => one.generation === generation).at(-1);
  if (piece === undefined) return { generation, number, last: undefined };
  const keys = [key, ...former];
  const { content } = await readObject(keys, piece.name, target.get(piece.name));
  let last: LogRecord | undefined;
  for await (const record of decodeRecords(content, piece.name)) last = record;
  return { generation, number: Math.max(number, last?.number ?? 0), last };
};

/** Follows the log of one store, with a shipper for each generation. */
export interface Follower {
  /** Begins, or goes on with, a generation after its record `after`. */
  readonly begin: (generation: string, after: number) => Shipper;
  /** Undefined while the log is not followed. */
  readonly current: () => Shipper | undefined;
  readonly listen: (log: StoreLog) => void;
  /**
   * The number of the record that a mark goes up to.
   * @throws {BackupFault} when something came before anybody listened.
   */
  readonly numberAt: (mark: LogMark, of: Shipper) => number;
  readonly stop: () => void;
}

/** Builds it. */
export const createFollower = (
  parts: BackupParts,
  told: {
    readonly onFault: (fault: unknown) => void;
    readonly onShipped: (kept: KeptObject) => void;
  },
): Follower => {
  const { target, key, random, clock, startTimer } = parts;
  let shipper: Shipper | undefined;
  /** The number that the writer's thread gave to the last batch that was received. */
  let lastBatch = 0;

  const stop = (): void => {
    shipper?.stop();
    shipper = undefined;
  };

  return {
    begin: (generation, after) => {
      stop();
      shipper = createShipper({
        ...{ target, clock, startTimer, generation, after, ...told },
        objectKey: { key, random },
      });
      return shipper;
    },
    current: () => (shipper?.isBroken() === false ? shipper : undefined),
    listen: (log) =>
      log.listen({
        onBatch: (batch) => {
          lastBatch = batch.number;
          shipper?.receive(batch);
        },
        onLost: () => {
          lastBatch = 0;
          stop();
          told.onFault(new BackupFault("refused", "the thread that writes the database died"));
        },
      }),
    numberAt: (mark, of) => {
      const number = of.received() - (lastBatch - mark.batches);
      if (number >= 0) return number;
      stop();
      throw new BackupFault("refused", "a commit came before the log was followed; try again");
    },
    stop,
  };
};
