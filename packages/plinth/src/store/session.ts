import type { EngineSession, SqlResult } from "./engine.ts";
import { faultKind, storeError } from "./faults.ts";

/** One run of a transaction's work. */
export interface Attempt {
  readonly run: (sql: string, parameters: readonly unknown[]) => Promise<SqlResult>;
}

const ENDED = "the transaction has ended; await every statement inside it";

/**
 * Runs `work` on an open session and commits, or rolls back. The same on both engines: statements
 * run one at a time; the first failed statement decides the outcome, even when `work` hides it;
 * a transaction that sends nothing for `stallMs` is rolled back and rejected, whatever `work` does.
 */
export const runSession = async <Result>(
  session: EngineSession,
  stallMs: number,
  work: (attempt: Attempt) => Promise<Result>,
): Promise<Result> => {
  let failure: { readonly error: unknown } | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let running = 0;
  let hasEnded = false;
  const { promise: stalled, reject: rejectStalled } = Promise.withResolvers<never>();
  stalled.catch(() => undefined);
  const watch = setTimeout(() => {
    if (running === 0 && !hasEnded) {
      const error = storeError("timeout", "the transaction stalled and was rolled back");
      failure ??= { error };
      rejectStalled(error);
    }
  }, stallMs);

  const send = async (sql: string, parameters: readonly unknown[]): Promise<SqlResult> => {
    if (failure !== undefined) {
      throw failure.error;
    }
    if (hasEnded) {
      throw storeError("closed", ENDED);
    }
    running += 1;
    try {
      return await session.run(sql, parameters);
    } catch (error) {
      failure ??= { error };
      throw error;
    } finally {
      running -= 1;
      watch.refresh();
    }
  };

  const attempt: Attempt = {
    run: (sql, parameters) => {
      const sent = tail.then(() => send(sql, parameters));
      tail = sent.catch(() => undefined);
      return sent;
    },
  };

  try {
    const result = await Promise.race([work(attempt), stalled]);
    await tail;
    hasEnded = true;
    if (failure !== undefined) {
      throw failure.error;
    }
    await session.commit();
    return result;
  } catch (error) {
    hasEnded = true;
    await tail;
    await session.rollback();
    throw failure !== undefined &&
      error !== failure.error &&
      faultKind(failure.error) === "collision"
      ? failure.error
      : error;
  } finally {
    clearTimeout(watch);
  }
};
