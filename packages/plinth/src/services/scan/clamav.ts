import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type StartTimer, systemTimer } from "#core";
import type { Scanner, ScanVerdict } from "./scanner.ts";

/** Where clamd listens. */
export type ScannerAddress =
  | { readonly path: string }
  | { readonly host: string; readonly port: number };

/** Bounds of a conversation. */
export interface ClamavOptions {
  readonly address: ScannerAddress;
  /** Longest conversation about one file, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  readonly startTimer?: StartTimer;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A question without a file is answered within this: health is not made to wait for a scanner. */
const PING_MS = 500;
const CHUNK_BYTES = 65_536;
/** clamd's answers are a line; what speaks longer is no clamd. */
const MAX_ANSWER_BYTES = 1_024;

/** Commands end with a zero byte, as do the answers to them (clamd(8), COMMANDS). */
const COMMANDS = { stream: "zINSTREAM\0", ping: "zPING\0" };

const unavailable = (because: string): ScanVerdict => ({ kind: "unavailable", because });

/** Chunks with their length before them, and one of no length (clamd(8), INSTREAM). */
const framesOf = async function* (path: string): AsyncGenerator<Buffer> {
  yield Buffer.from(COMMANDS.stream, "latin1");
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes = chunk as Buffer;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    yield Buffer.concat([length, bytes]);
  }
  yield Buffer.alloc(4);
};

/** Resolves with the first answer of the socket, without its zero byte. */
const answerOf = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk.subarray(0, MAX_ANSWER_BYTES + 1)]);
      const end = heard.indexOf(0);
      if (end >= 0) resolve(heard.subarray(0, end).toString("latin1"));
      else if (heard.length > MAX_ANSWER_BYTES) reject(new Error("the answer has no end"));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection was closed without an answer")));
  });

const converse = async (
  { address, startTimer = systemTimer }: ClamavOptions,
  timeoutMs: number,
  said: Readable,
): Promise<string> => {
  const socket = connect(address);
  const cancel = startTimer(timeoutMs, () =>
    socket.destroy(new Error(`no answer within ${timeoutMs} ms`)),
  );
  try {
    const answer = answerOf(socket);
    // An answer may come before everything was said: "too large" does. What is left is not said
    // then, and the socket tells how it ended; a file that cannot be read ends it from this side.
    const sending = pipeline(said, socket, { end: false }).then(
      () => answer,
      (fault: unknown) => (socket.destroyed ? answer : Promise.reject(fault)),
    );
    return await Promise.race([answer, sending]);
  } finally {
    cancel();
    said.destroy();
    socket.destroy();
  }
};

const FOUND = /^stream: (.{1,500}) FOUND$/;

/** Only the two answers that clamd gives of a file it read to its end count as knowledge. */
const verdictOf = (answer: string): ScanVerdict => {
  if (answer === "stream: OK") return { kind: "clean" };
  const found = FOUND.exec(answer)?.[1];
  if (found === undefined) return unavailable(`clamd said ${JSON.stringify(answer.slice(0, 80))}`);
  const signature = found.replaceAll(/[^\x21-\x7e]/g, "?").slice(0, 128);
  return { kind: "infected", signature };
};

/** Builds a scanner that asks clamd over TCP or a Unix socket, a connection for each file. */
export const createClamav = (options: ClamavOptions): Scanner => {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return {
    scan: async (path) => {
      try {
        return verdictOf(await converse(options, timeoutMs, Readable.from(framesOf(path))));
      } catch (fault) {
        const isGone = (fault as { readonly syscall?: unknown } | undefined)?.syscall === "connect";
        const because = fault instanceof Error ? fault.message : "the scanner failed";
        return { ...unavailable(because), isGone };
      }
    },
    isReady: async () => {
      const ping = Readable.from([Buffer.from(COMMANDS.ping, "latin1")]);
      try {
        return (await converse(options, Math.min(PING_MS, timeoutMs), ping)) === "PONG";
      } catch {
        return false;
      }
    },
  };
};
