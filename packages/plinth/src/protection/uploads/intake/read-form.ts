import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Dicer } from "@fastify/busboy";
import type { StartTimer } from "#core";
import { PART_HEAD_BYTES } from "#policy";
import { formFault, type PartHead, type RawHeaders, readPartHead } from "./part-head.ts";
import { readBody } from "./read-body.ts";

/** What a form is read with. */
export interface FormReading {
  readonly boundary: string;
  readonly limitBytes: number;
  readonly maxParts: number;
  readonly idleMs: number;
  readonly startTimer: StartTimer;
  /** Takes one part, to its last byte or by throwing; the parts come one after the other. */
  readonly onPart: (head: PartHead, bytes: AsyncIterable<Buffer>) => Promise<void>;
}

const truncated = () => formFault("truncated", "ends before its last boundary");

interface Parts {
  /** Hands a piece of the body over; done when there is room for the next. */
  readonly write: (chunk: Buffer) => Promise<void>;
  /** The body is over: done when all parts are taken. */
  readonly end: () => Promise<void>;
  /** Rejects with the first fault. */
  readonly stopped: Promise<never>;
  readonly destroy: () => void;
}

/**
 * Splits a body into parts. Where the boundaries stand is the library's work; what their heads say is
 * read by us, and whatever the library would skip in silence is a fault.
 */
const splitParts = ({ boundary, maxParts, onPart }: FormReading): Parts => {
  // More than we accept, so that a head that is too long shows instead of being cut.
  const limits = { boundary, maxHeaderPairs: 50, maxHeaderSize: 2 * PART_HEAD_BYTES };
  const dicer = new Dicer(limits);
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  // Whoever waits learns of it; nobody may be waiting yet.
  stopped.catch(() => undefined);
  let current: Readable | undefined;
  let chain: Promise<void> = Promise.resolve();
  let count = 0;
  let settleHead = (_: RawHeaders | undefined): void => undefined;

  const takePart = async (part: Readable, head: Promise<RawHeaders | undefined>): Promise<void> => {
    const headers = await head;
    if (headers === undefined) throw truncated();
    await onPart(readPartHead(headers), part);
  };

  dicer.on("part", (part: Readable) => {
    settleHead(undefined);
    count += 1;
    current = part;
    part.on("error", () => undefined);
    const { promise: head, resolve } = Promise.withResolvers<RawHeaders | undefined>();
    settleHead = resolve;
    part.once("header", resolve);
    if (count > maxParts) stop(formFault("parts", `has more than ${maxParts} parts`));
    else chain = chain.then(() => takePart(part, head));
    chain.catch(stop);
  });
  let isFinished = false;
  const finished = Promise.race([
    once(dicer as NodeJS.EventEmitter, "finish").then(() => {
      isFinished = true;
    }),
    stopped,
  ]);
  finished.catch(() => undefined);
  dicer.on("error", () => stop(truncated()));

  return {
    stopped,
    write: async (chunk) => {
      // What follows the last boundary means nothing (RFC 2046, section 5.1.1).
      if (isFinished) return;
      const { promise: written, resolve } = Promise.withResolvers<void>();
      dicer.write(chunk, () => resolve());
      // A piece that held the last boundary is never acknowledged where its part had to wait.
      await Promise.race([written, finished]);
    },
    end: async () => {
      dicer.end();
      await finished;
      settleHead(undefined);
      await Promise.race([chain, stopped]);
    },
    destroy: () => {
      settleHead(undefined);
      current?.destroy();
      dicer.destroy();
    },
  };
};

/**
 * Reads a form as it arrives (RFC 7578), nothing of it held in memory but the piece in hand.
 * @throws {AppError} naming what is wrong with the form, or whatever `onPart` throws.
 */
export const readForm = async (raw: IncomingMessage, reading: FormReading): Promise<void> => {
  const parts = splitParts(reading);
  try {
    const { limitBytes, idleMs, startTimer } = reading;
    const { write: take, stopped } = parts;
    await readBody(raw, { limitBytes, idleMs, startTimer, take, stopped });
    await parts.end();
  } finally {
    parts.destroy();
  }
};
