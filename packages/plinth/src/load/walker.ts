import { type Journey, type Step, sendOf, valueAt } from "./journey.ts";
import type { Recorder } from "./recorder.ts";
import {
  type Connection,
  type ConnectionParts,
  createConnection,
  type Outcome,
} from "./wire/connection.ts";

/** Pause after a request without an answer, so that a dead target is not called in a tight loop. */
const AFTER_FAULT_MS = 100;

/** One user: a connection, and the values gathered on the journey that it walks. */
export interface Walker {
  /**
   * Walks a journey once. The first request was due at `dueAt`: its latency counts from there, also
   * where the walker is late. `onEnd` is called once all its answers are in, and thought about.
   */
  readonly walk: (journey: Journey, dueAt: number) => void;
  readonly connection: Connection;
  readonly isWalking: () => boolean;
  /** Whether a request is on its way. */
  readonly isWaiting: () => boolean;
  /** Walks no further; a request on its way may still be answered. */
  readonly halt: () => void;
  /** Counts what is still on its way as without an answer in time, and closes the connection. */
  readonly end: () => void;
}

/** What a walker is made from. */
export interface WalkerParts extends Omit<ConnectionParts, "onOutcome"> {
  /** Tells users apart: the value `user` of their requests. */
  readonly number: number;
  readonly recorder: Recorder;
  readonly onEnd: () => void;
  /** Lets time pass; gives back what takes it back. */
  readonly startTimer: (milliseconds: number, then: () => void) => () => void;
}

/** Builds a walker. */
export const createWalker = (parts: WalkerParts): Walker => {
  const { now, recorder } = parts;
  const values = new Map<string, string>();
  let journey: Journey | undefined;
  let at = 0;
  let walks = 0;
  let since = 0;
  let isWaiting = false;
  let isHalted = false;
  let cancel: () => void = () => undefined;

  const capture = (step: Step, { body }: Outcome): void => {
    if (step.captures.length === 0 || body === undefined) return;
    let document: unknown;
    try {
      document = JSON.parse(body.toString("utf8"));
    } catch {
      return;
    }
    for (const [name, pointer] of step.captures) {
      const value = valueAt(document, pointer);
      if (value !== undefined) values.set(name, value);
    }
  };

  const arrive = (): void => {
    journey = undefined;
    if (!isHalted) parts.onEnd();
  };

  const pause = (milliseconds: number, then: () => void): void => {
    if (milliseconds === 0) then();
    else cancel = parts.startTimer(milliseconds, then);
  };

  const send = (dueAt: number): void => {
    const step = journey?.steps[at];
    if (step === undefined || isHalted) {
      arrive();
      return;
    }
    since = dueAt;
    isWaiting = true;
    connection.send(sendOf(step, values));
  };

  const onOutcome = (outcome: Outcome): void => {
    const step = journey?.steps[at];
    isWaiting = false;
    if (step === undefined) return;
    recorder.record(step.endpoint, outcome, now() - since);
    if (outcome.fault !== undefined) {
      // Later steps may need what this one would have brought.
      pause(AFTER_FAULT_MS, arrive);
      return;
    }
    capture(step, outcome);
    at += 1;
    pause(step.thinkMs, () => send(now()));
  };

  const connection = createConnection({ ...parts, onOutcome });

  return {
    connection,
    walk: (next, dueAt) => {
      journey = next;
      at = 0;
      walks += 1;
      values.clear();
      values.set("user", String(parts.number));
      values.set("unique", `${parts.number}-${walks}-${Math.trunc(now())}`);
      send(dueAt);
    },
    isWalking: () => journey !== undefined,
    isWaiting: () => isWaiting,
    halt: () => {
      isHalted = true;
      cancel();
    },
    end: () => {
      isHalted = true;
      cancel();
      const wasSent = connection.isOpen();
      if (isWaiting) onOutcome({ status: 0, fault: "timeout", wasSent, bytes: 0, body: undefined });
      cancel();
      connection.close();
    },
  };
};
