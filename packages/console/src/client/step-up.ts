import { ApiError, isApiError } from "./api-error.ts";

/** What a call lacks (RFC 9470): level 2 means two factors. */
export interface StepUpNeed {
  readonly level: 1 | 2;
  /** Greatest age of the proof in seconds, where the age matters. */
  readonly maxAgeSeconds?: number;
}

/** Reads a refusal with STEP_UP_REQUIRED; undefined for every other error. */
const readStepUpNeed = (error: unknown): StepUpNeed | undefined => {
  if (!isApiError(error, "STEP_UP_REQUIRED")) return undefined;
  const { level, maxAgeSeconds } = (error.problem["required"] ?? {}) as Record<string, unknown>;
  return {
    level: level === 2 ? 2 : 1,
    ...(typeof maxAgeSeconds === "number" ? { maxAgeSeconds } : {}),
  };
};

/** What came of asking: nobody could be asked where no dialog is there. */
export type StepUpAnswer = "proven" | "cancelled" | "nobody-asked";

/**
 * Has a refused call wait for the proof that it lacks, and sends it again. A refusal that wants no
 * more than was just proven is the result: nobody is asked in a circle.
 */
export const withStepUp = <C extends { readonly mayStepUp?: boolean }>(parts: {
  readonly send: (call: C) => Promise<unknown>;
  readonly ask: (need: StepUpNeed) => Promise<StepUpAnswer>;
  readonly onProven: () => void;
}): ((call: C) => Promise<unknown>) => {
  const prove = async (need: StepUpNeed, refusal: unknown): Promise<void> => {
    const answer = await parts.ask(need);
    if (answer === "nobody-asked") throw refusal;
    if (answer === "cancelled") {
      throw new ApiError({ code: "STEP_UP_CANCELLED", status: 0, cause: refusal });
    }
    // The session goes on under another id, and its CSRF token is another one.
    parts.onProven();
  };
  const attempt = async (call: C, provenLevel: number): Promise<unknown> => {
    try {
      return await parts.send(call);
    } catch (error) {
      const need = call.mayStepUp === false ? undefined : readStepUpNeed(error);
      if (need === undefined || need.level <= provenLevel) throw error;
      await prove(need, error);
      return attempt(call, need.level);
    }
  };
  return (call) => attempt(call, 0);
};

/** Where calls wait for a proof, and one dialog gives it to all of them. */
export interface StepUpDesk {
  /** Waits for a proof. */
  readonly ask: (need: StepUpNeed) => Promise<StepUpAnswer>;
  /** The greatest need that waits; undefined for none. The same object until it changes. */
  readonly current: () => StepUpNeed | undefined;
  /** A listener is a dialog: without one nobody can be asked. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The session has this level now, freshly proven; whoever needs more goes on waiting. */
  readonly prove: (level: 1 | 2) => void;
  /** Sends everybody who waits away. */
  readonly cancel: () => void;
}

interface Waiter {
  readonly need: StepUpNeed;
  readonly answer: (answer: StepUpAnswer) => void;
}

/** The need that covers all; undefined for none. */
const joinNeeds = (needs: readonly StepUpNeed[]): StepUpNeed | undefined => {
  if (needs.length === 0) return undefined;
  const ages = needs.map(({ maxAgeSeconds }) => maxAgeSeconds).filter((age) => age !== undefined);
  return {
    level: needs.some(({ level }) => level === 2) ? 2 : 1,
    ...(ages.length === 0 ? {} : { maxAgeSeconds: Math.min(...ages) }),
  };
};

/** Builds the desk: several calls at once share one question, and the greatest need is asked. */
export const createStepUpDesk = (): StepUpDesk => {
  const listeners = new Set<() => void>();
  let waiting: readonly Waiter[] = [];
  let shown: StepUpNeed | undefined;
  const keep = (next: readonly Waiter[]): void => {
    waiting = next;
    shown = joinNeeds(next.map(({ need }) => need));
    for (const listener of listeners) listener();
  };
  const release = (isDone: (need: StepUpNeed) => boolean, answer: StepUpAnswer): void => {
    const done = waiting.filter(({ need }) => isDone(need));
    keep(waiting.filter(({ need }) => !isDone(need)));
    for (const waiter of done) waiter.answer(answer);
  };
  return {
    ask: (need) =>
      new Promise((resolve) => {
        if (listeners.size === 0) resolve("nobody-asked");
        else keep([...waiting, { need, answer: resolve }]);
      }),
    current: () => shown,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prove: (level) => release((need) => need.level <= level, "proven"),
    cancel: () => release(() => true, "cancelled"),
  };
};
