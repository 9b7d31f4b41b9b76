import type { Clock, StartTimer } from "#core";
import type { LogBatch, LogPosition } from "#store";
import { FRAME_HEADER, readFrameHeader } from "#store";
import { logName } from "../catalog/catalog.ts";
import { BackupFault } from "../fault.ts";
import { type ObjectKey, sealObject } from "../format/container.ts";
import { encodeRecord } from "../format/records.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";

/** A piece of log that is larger or older is not written again. */
const PIECE_BYTES = 1 << 20;
const PIECE_MS = 60_000;
/** Between two writes of the piece that grows. */
const SHIP_MS = 400;
/** Between two tries while the target does not take anything. */
const RETRY_MS = 5_000;
/** What may wait for a target that takes nothing; more, and the log has a gap. */
const WAITING_BYTES = 64 << 20;

/** What a shipper needs. */
export interface ShipperOptions {
  readonly target: BackupTarget;
  readonly objectKey: ObjectKey;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly generation: string;
  /** The number of the last record that the generation has. */
  readonly after: number;
  /** Called after each piece that was written. */
  readonly onShipped: (kept: KeptObject) => void;
  /** Called for each write that failed. */
  readonly onFault: (fault: unknown) => void;
}

/** Where the log was when it was last written to the target. */
export interface ShippedState {
  readonly number: number;
  /** Undefined while nothing of this log was shipped. */
  readonly position: LogPosition | undefined;
  /** When the oldest commit that is not in the target was made; undefined where all are. */
  readonly waitingSince: number | undefined;
  /** The last commit that is in the target. */
  readonly at: number | undefined;
}

/** Carries the log of one generation to a target. */
export interface Shipper {
  readonly generation: string;
  /** The number that the last received batch has. */
  readonly received: () => number;
  readonly receive: (batch: LogBatch) => void;
  /** Writes everything that was received; rejects when the target does not take it. */
  readonly flush: () => Promise<void>;
  readonly state: () => ShippedState;
  /** Whether so much was lost that the generation ends here. */
  readonly isBroken: () => boolean;
  /** Stops; what was not written stays unwritten. */
  readonly stop: () => void;
}

interface Waiting {
  readonly batch: LogBatch;
  readonly number: number;
}

interface Piece {
  readonly first: number;
  readonly since: number;
  readonly parts: Buffer[];
  bytes: number;
}

/** The place after a batch. */
export const positionAfter = (batch: Omit<LogBatch, "number">): LogPosition => {
  const size = FRAME_HEADER + batch.pageSize;
  const count = batch.frames.length / size;
  const bytes = Buffer.from(batch.frames.buffer, batch.frames.byteOffset, batch.frames.length);
  const { checksum } = readFrameHeader(bytes, (count - 1) * size);
  return { salt: batch.salt, frames: batch.first + count, checksum };
};

/** Works a while after it is woken, and again later where it failed or where more came. */
const createLoop = (parts: {
  readonly startTimer: StartTimer;
  readonly work: () => Promise<void>;
  readonly isMore: () => boolean;
  readonly onFault: (fault: unknown) => void;
}) => {
  let cancel: (() => void) | undefined;
  let isStopped = false;
  const schedule = (ms: number): void => {
    if (cancel !== undefined || isStopped) return;
    cancel = parts.startTimer(ms, () => {
      cancel = undefined;
      parts.work().then(
        () => {
          if (parts.isMore()) schedule(SHIP_MS);
        },
        (fault: unknown) => {
          parts.onFault(fault);
          schedule(RETRY_MS);
        },
      );
    });
  };
  return {
    wake: () => schedule(SHIP_MS),
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
};

/**
 * Builds a shipper. The newest piece is written again and again while it grows, under one name: a
 * target shows the old one or the new one, never a half.
 */
export const createShipper = (options: ShipperOptions): Shipper => {
  const { target, objectKey, clock, startTimer, generation, onShipped, onFault } = options;
  let received = options.after;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let piece: Piece | undefined;
  /** The last batch of the piece, where the target has not got it yet. */
  let unwritten: Waiting | undefined;
  let since: number | undefined;
  let shipped = options.after;
  let position: LogPosition | undefined;
  let shippedAt: number | undefined;
  let isBroken = false;
  let isStopped = false;
  let working: Promise<void> = Promise.resolve();

  /** Takes what waits into the piece that grows, or into a new one once that is full. */
  const fill = async (): Promise<void> => {
    const now = clock.now();
    const isDone =
      piece !== undefined && (piece.bytes >= PIECE_BYTES || now - piece.since >= PIECE_MS);
    if (isDone && unwritten === undefined) piece = undefined;
    while (piece === undefined || piece.bytes < PIECE_BYTES) {
      const next = waiting.shift();
      if (next === undefined) return;
      piece ??= { first: next.number, since: now, parts: [], bytes: 0 };
      const record = await encodeRecord({ ...next.batch, number: next.number });
      waitingBytes -= next.batch.frames.length;
      piece.parts.push(record);
      piece.bytes += record.length;
      unwritten = next;
    }
  };

  const shipOnce = async (): Promise<void> => {
    for (;;) {
      await fill();
      if (piece === undefined || unwritten === undefined) return;
      const name = logName(generation, piece.first);
      const header = { name, at: clock.now(), meta: { kind: "log", first: piece.first } };
      const { batch, number } = unwritten;
      const kept = await target.put(name, sealObject(objectKey, header, piece.parts));
      position = positionAfter(batch);
      shippedAt = batch.commits.at(-1)?.at;
      shipped = number;
      unwritten = undefined;
      since = waiting[0]?.batch.commits[0]?.at;
      onShipped(kept);
    }
  };

  const ship = (): Promise<void> => {
    working = working.catch(() => undefined).then(() => (isStopped ? undefined : shipOnce()));
    return working;
  };
  const loop = createLoop({ startTimer, onFault, work: ship, isMore: () => waiting.length > 0 });

  return {
    generation,
    received: () => received,
    receive: (batch) => {
      if (isBroken || isStopped) return;
      received += 1;
      since ??= batch.commits[0]?.at;
      waiting.push({ batch, number: received });
      waitingBytes += batch.frames.length;
      if (waitingBytes > WAITING_BYTES) {
        // The target takes nothing for long. What comes now would have no beginning.
        isBroken = true;
        waiting = [];
        waitingBytes = 0;
        onFault(new BackupFault("target", `${target.place} took nothing for too long`));
        return;
      }
      loop.wake();
    },
    flush: ship,
    state: () => ({ number: shipped, position, waitingSince: since, at: shippedAt }),
    isBroken: () => isBroken,
    stop: () => {
      isStopped = true;
      loop.stop();
    },
  };
};
