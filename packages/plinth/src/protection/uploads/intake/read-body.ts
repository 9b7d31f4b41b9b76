import type { IncomingMessage } from "node:http";
import { type AppError, platformErrors, type StartTimer } from "#core";

/** How a body is read. */
export interface BodyReading {
  /** Most bytes that are taken from the connection. */
  readonly limitBytes: number;
  /** Longest time without a byte, in milliseconds. */
  readonly idleMs: number;
  readonly startTimer: StartTimer;
  /** Takes a piece; the next is not read before its promise is done. */
  readonly take: (chunk: Buffer) => Promise<void>;
  /** Rejects when what was taken turned out to be wrong: nothing more is read then. */
  readonly stopped: Promise<never>;
}

/** The whole is too large. */
export const formTooLarge = (limitBytes: number): AppError =>
  platformErrors.make.PAYLOAD_TOO_LARGE({
    detail: `The form is larger than ${limitBytes} bytes.`,
    extra: { limitBytes },
  });

/**
 * Reads a body piece by piece, no faster than the pieces are taken, and stops at the first byte over
 * the limit. The rest of a body that was refused is never read: its connection is closed.
 * @throws {AppError} PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT, or whatever `take` and `stopped` throw.
 */
export const readBody = (raw: IncomingMessage, reading: BodyReading): Promise<void> =>
  new Promise((resolve, reject) => {
    const { limitBytes, idleMs, startTimer, take, stopped } = reading;
    let size = 0;
    let isSettled = false;
    let cancelIdle = (): void => undefined;
    const settle = (): void => {
      isSettled = true;
      cancelIdle();
      raw.pause();
      raw.off("data", onData).off("end", onEnd).off("close", onClose);
    };
    const fail = (fault: unknown): void => {
      if (isSettled) return;
      settle();
      reject(fault);
    };
    const waitIdle = (): void => {
      cancelIdle = startTimer(idleMs, () =>
        fail(platformErrors.make.REQUEST_TIMEOUT({ detail: "The form stopped arriving." })),
      );
    };
    const onData = (chunk: Buffer): void => {
      cancelIdle();
      raw.pause();
      size += chunk.length;
      if (size > limitBytes) {
        fail(formTooLarge(limitBytes));
        return;
      }
      take(chunk).then(() => {
        if (isSettled) return;
        waitIdle();
        raw.resume();
      }, fail);
    };
    const onEnd = (): void => {
      settle();
      resolve();
    };
    // The client is gone, or the server ended a body that came too slowly; nobody reads the answer.
    const onClose = (): void => fail(platformErrors.make.REQUEST_TIMEOUT());
    raw.on("data", onData).on("end", onEnd).on("close", onClose);
    // Without a listener a lost connection would end the process.
    raw.on("error", onClose);
    stopped.catch(fail);
    waitIdle();
  });
