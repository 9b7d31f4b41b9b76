import type { Secret, StartTimer } from "#core";
import type { SpanAttributes } from "../../trace/tracer.ts";
import { type ShipFormat, shipBody } from "./formats.ts";

/** Characters of one request, about. */
const BATCH = 262_144;
const EVERY_MS = 1_000;
const SEND_MS = 10_000;
/** Longest wait between two tries, in milliseconds. */
const LONGEST_WAIT_MS = 15_000;

/** Where lines go, and what may wait for it. */
export interface ShipperParts {
  readonly url: string;
  readonly format: ShipFormat;
  readonly token: Secret | undefined;
  /** About how many bytes may wait; the oldest beyond are lost. */
  readonly bufferBytes: number;
  readonly resource: SpanAttributes;
  readonly startTimer: StartTimer;
  /** The machine's way to the network where it is absent. */
  readonly send?: typeof fetch;
  /** Told of lines that arrived, and of lines that were lost. */
  readonly onSent: (lines: number) => void;
  readonly onDropped: (lines: number) => void;
}

/** Sends lines away, in order, each at least once. */
export interface Shipper {
  /** Takes a block of whole lines; never waits, never throws. */
  readonly add: (block: string) => void;
  /** What waits, in bytes; characters of ASCII are bytes, and most of a log is. */
  readonly waiting: () => number;
  /** Whether the last try failed. */
  readonly isFailing: () => boolean;
  /** Sends what waits, for at most so many milliseconds; never rejects. What is left is lost. */
  readonly close: (limitMs: number) => Promise<void>;
}

const linesIn = (block: string): number => {
  let count = 0;
  for (let at = block.indexOf("\n"); at >= 0; at = block.indexOf("\n", at + 1)) count += 1;
  return count;
};

const linesOf = (blocks: readonly string[]): number =>
  blocks.reduce((sum, block) => sum + linesIn(block), 0);

/** Whether a sink will never take these lines, however often they come. */
const isRefusal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 429;

/** Blocks that wait, within a bound. */
const createQueue = (bufferBytes: number, onDropped: (lines: number) => void) => {
  let blocks: string[] = [];
  let size = 0;
  return {
    size: () => size,
    isEmpty: () => blocks.length === 0,
    add: (block: string): void => {
      blocks.push(block);
      size += block.length;
      let lost = 0;
      while (size > bufferBytes && blocks.length > 1) {
        const oldest = blocks.shift() ?? "";
        size -= oldest.length;
        lost += linesIn(oldest);
      }
      if (lost > 0) onDropped(lost);
    },
    take: (): readonly string[] => {
      let count = 0;
      for (let length = 0; count < blocks.length && length < BATCH; count += 1) {
        length += blocks[count]?.length ?? 0;
      }
      const batch = blocks.slice(0, count);
      blocks = blocks.slice(count);
      size -= batch.reduce((sum, { length }) => sum + length, 0);
      return batch;
    },
    /** Puts back what did not arrive; it is the oldest, and goes first where there is no room. */
    giveBack: (batch: readonly string[]): void => {
      let room = bufferBytes - size;
      let from = batch.length;
      while (from > 0 && room >= (batch[from - 1]?.length ?? 0)) {
        from -= 1;
        room -= batch[from]?.length ?? 0;
      }
      const kept = batch.slice(from);
      if (from > 0) onDropped(linesOf(batch.slice(0, from)));
      blocks = [...kept, ...blocks];
      size += kept.reduce((sum, { length }) => sum + length, 0);
    },
  };
};

/**
 * Builds it. A sink that is away costs nothing but the memory of the buffer: what fits in waits and is
 * sent when it is back, what does not is lost from its oldest end and counted (LOG-08).
 */
export const createShipper = (parts: ShipperParts): Shipper => {
  const { startTimer, send = fetch, onSent, onDropped } = parts;
  const base = parts.url.replace(/\/$/, "");
  const queue = createQueue(parts.bufferBytes, onDropped);
  let failures = 0;
  let cancel: (() => void) | undefined;
  let running: Promise<void> | undefined;

  const post = async (batch: readonly string[]): Promise<"sent" | "refused" | "away"> => {
    const { path, contentType, body } = shipBody(parts.format, batch, parts.resource);
    try {
      const answer = await send(base + path, {
        method: "POST",
        headers: {
          "content-type": contentType,
          ...(parts.token === undefined ? {} : { authorization: `Bearer ${parts.token.reveal()}` }),
        },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(SEND_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return "sent";
      return isRefusal(answer.status) ? "refused" : "away";
    } catch {
      return "away";
    }
  };

  /** Sends batch after batch until nothing waits or one does not arrive. */
  const sendAll = async (): Promise<void> => {
    while (!queue.isEmpty()) {
      const batch = queue.take();
      const outcome = await post(batch);
      if (outcome === "away") {
        queue.giveBack(batch);
        failures += 1;
        return;
      }
      failures = outcome === "refused" ? failures + 1 : 0;
      if (outcome === "sent") onSent(linesOf(batch));
      else onDropped(linesOf(batch));
    }
  };
  const flush = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    running ??= sendAll().finally(() => {
      running = undefined;
      if (!queue.isEmpty()) schedule();
    });
    return running;
  };
  const schedule = (): void => {
    const waitMs = Math.min(EVERY_MS * 2 ** Math.min(failures, 10), LONGEST_WAIT_MS);
    cancel ??= startTimer(waitMs, () => {
      cancel = undefined;
      void flush();
    });
  };

  return {
    add: (block) => {
      queue.add(block);
      if (running === undefined) schedule();
    },
    waiting: queue.size,
    isFailing: () => failures > 0,
    close: async (limitMs) => {
      const late = Promise.withResolvers<void>();
      const stop = startTimer(limitMs, late.resolve);
      await Promise.race([running ?? flush(), late.promise]);
      if (!queue.isEmpty()) await Promise.race([flush(), late.promise]);
      stop();
      cancel?.();
      cancel = undefined;
    },
  };
};
