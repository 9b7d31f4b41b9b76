import type { Clock, StartTimer } from "#core";
import { type CallOptions, createCall } from "./call.ts";
import type { Capability, Degradation, DegradationMode } from "./degradation.ts";
import { isOwnRefusal, resilienceErrors } from "./errors.ts";
import {
  type Breaker,
  type BreakerState,
  type BreakerStatus,
  createBreaker,
} from "./policies/breaker.ts";
import type { OpensAfter } from "./policies/breaker-judge.ts";
import { type Bulkhead, createBulkhead } from "./policies/bulkhead.ts";
import { combine, type Policy, type Work } from "./policies/policy.ts";
import { createRetry } from "./policies/retry.ts";
import { createTimeLimit } from "./policies/time-limit.ts";

/** How something outside of the process is called, declared once. */
export interface DependencyDeclaration {
  /** Stable and short, such as "mail" or "stripe": a metric label and a part of URLs. */
  readonly name: string;
  /** For people, such as "Mail". */
  readonly title: string;
  /** Milliseconds for one attempt. */
  readonly limitMs: number;
  /** Attempts in all, for calls that say they are idempotent. Default 3. */
  readonly attempts?: number;
  /** Calls at once. Default 20. */
  readonly concurrent?: number;
  /** Calls that may wait for their turn. Default 100. */
  readonly waiting?: number;
  /** Default: 5 failures one after another open it for 60 s, and 2 successes close it (RES-01). */
  readonly breaker?: {
    readonly opensAfter?: OpensAfter;
    readonly openMs?: number;
    readonly closesAfter?: number;
  };
  /** Which faults speak against the other side; an answer that refuses what was asked does not. */
  readonly isFailure?: (fault: unknown) => boolean;
  /** How long the other side asked to be left alone, in milliseconds. */
  readonly askedPauseMs?: (fault: unknown) => number | undefined;
  /** What users are told while it does not work: one sentence. */
  readonly whileDegraded: string;
}

/** Something outside of the process, with its policies around every call. */
export interface Dependency {
  readonly name: string;
  /**
   * Does the work under the declared policies; refused at once where its mode is "off".
   * @throws {AppError} DEPENDENCY_UNAVAILABLE, DEPENDENCY_OVERLOADED or DEPENDENCY_TIMEOUT; else what
   * the work rejects with.
   */
  readonly call: <T>(work: Work<T>, options?: CallOptions) => Promise<T>;
}

/** A dependency as the console and the metrics see it. */
export interface DependencyState extends BreakerState {
  readonly name: string;
  readonly title: string;
  readonly running: number;
  readonly waiting: number;
  readonly lastFault: { readonly message: string; readonly agoMs: number } | undefined;
}

/** What a listener hears; metrics, log and health listen (the core emits, telemetry listens). */
export interface DependencyListener {
  readonly onOutcome?: (
    name: string,
    outcome: "success" | "failure" | "refused",
    tookMs: number,
  ) => void;
  readonly onBreaker?: (name: string, to: BreakerStatus, from: BreakerStatus) => void;
  readonly onRetry?: (name: string, pauseMs: number) => void;
}

/** All that is declared. */
export interface Dependencies {
  /** @throws {RangeError} for a name that is taken, or limits that make no sense. */
  readonly declare: (declaration: DependencyDeclaration) => Dependency;
  /**
   * Lists something that has a guard of its own, and waits for nothing here; the result is to be told
   * of every change. @throws {RangeError} for a name that is taken.
   */
  readonly observe: (
    capability: Capability,
    read: () => Omit<DependencyState, "name" | "title">,
  ) => (mode: Exclude<DegradationMode, "off">) => void;
  readonly list: () => readonly DependencyState[];
  /** Closes a breaker by hand; false where nothing is called so. */
  readonly reset: (name: string) => boolean;
}

/** What the register is built from. */
export interface DependenciesParts {
  /** Monotonic. */
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  /** From 0 to 1. */
  readonly jitter: () => number;
  readonly degradation: Degradation;
  /** How long breakers stay open where a declaration says nothing else, in milliseconds; default 60 000. */
  readonly openMs?: number;
  readonly listener?: DependencyListener;
}

interface Entry {
  readonly declaration: DependencyDeclaration;
  readonly breaker: Breaker;
  readonly bulkhead: Bulkhead;
  readonly policy: Policy;
  lastFault: { readonly message: string; readonly at: number } | undefined;
}

const isAnyFault = (): boolean => true;

const build = (declaration: DependencyDeclaration, parts: DependenciesParts): Entry => {
  const { name, title, limitMs, isFailure = isAnyFault, askedPauseMs } = declaration;
  const { clock, startTimer, jitter, degradation, listener } = parts;
  const breaker = createBreaker({
    name: title,
    ...(parts.openMs === undefined ? {} : { openMs: parts.openMs }),
    ...declaration.breaker,
    // Refusals of the bulkhead are of our own making.
    isFailure: (fault) => !isOwnRefusal(fault) && isFailure(fault),
    onChange: (to, from) => {
      degradation.observe(name, to === "closed" ? "normal" : "degraded");
      listener?.onBreaker?.(name, to, from);
    },
    clock,
  });
  const bulkhead = createBulkhead({
    name: title,
    concurrent: declaration.concurrent ?? 20,
    waiting: declaration.waiting ?? 100,
    waitMs: limitMs,
    startTimer,
  });
  const retry = createRetry({
    attempts: declaration.attempts ?? 3,
    isWorthwhile: (fault) => !isOwnRefusal(fault) && isFailure(fault),
    ...(askedPauseMs === undefined ? {} : { askedPauseMs }),
    onRetry: (_fault, pauseMs) => listener?.onRetry?.(name, pauseMs),
    jitter,
    clock,
    startTimer,
  });
  const limit = createTimeLimit({ name: title, limitMs, clock, startTimer });
  // Each attempt passes the breaker, and its time begins when it has its turn.
  const policy = combine(retry, breaker, bulkhead, limit);
  return { declaration, breaker, bulkhead, policy, lastFault: undefined };
};

/** For how long callers are told to stay away while an administrator has switched something off. */
const OFF_SECONDS = 60;

const switchedOff = ({ declaration: { title } }: Entry): Error =>
  resilienceErrors.make.DEPENDENCY_UNAVAILABLE({
    detail: `${title} is switched off at the moment.`,
    extra: { dependency: title },
    headers: { "Retry-After": String(OFF_SECONDS) },
  });

/** Builds an empty register. */
export const createDependencies = (parts: DependenciesParts): Dependencies => {
  const { clock, degradation, listener } = parts;
  const entries = new Map<string, Entry>();
  const observed = new Map<string, () => DependencyState>();

  const note = (entry: Entry, fault: unknown, tookMs: number): void => {
    const { name } = entry.declaration;
    if (isOwnRefusal(fault)) listener?.onOutcome?.(name, "refused", tookMs);
    else {
      const message = fault instanceof Error ? fault.name : "fault";
      entry.lastFault = { message, at: clock.now() };
      listener?.onOutcome?.(name, "failure", tookMs);
    }
  };

  const callOf =
    (entry: Entry) =>
    async <T>(work: Work<T>, options?: CallOptions): Promise<T> => {
      const begun = clock.now();
      const call = createCall(clock, options);
      try {
        if (degradation.modeOf(entry.declaration.name) === "off") throw switchedOff(entry);
        const value = await entry.policy.run(work, call);
        listener?.onOutcome?.(entry.declaration.name, "success", clock.now() - begun);
        return value;
      } catch (fault) {
        note(entry, fault, clock.now() - begun);
        throw fault;
      } finally {
        call.detach();
      }
    };

  return {
    declare: (declaration) => {
      const { name, title, whileDegraded } = declaration;
      degradation.declare({ name, title, whileDegraded });
      const entry = build(declaration, parts);
      entries.set(name, entry);
      return { name, call: callOf(entry) };
    },
    observe: (capability, read) => {
      const { name, title } = capability;
      degradation.declare({ ...capability, isObserved: true });
      observed.set(name, () => ({ name, title, ...read() }));
      let before: BreakerStatus = "closed";
      return (mode) => {
        degradation.observe(name, mode);
        const now = mode === "normal" ? "closed" : "open";
        if (now !== before) listener?.onBreaker?.(name, now, before);
        before = now;
      };
    },
    list: () => [
      ...[...observed.values()].map((read) => read()),
      ...[...entries.values()].map((entry) => ({
        name: entry.declaration.name,
        title: entry.declaration.title,
        ...entry.breaker.state(),
        ...entry.bulkhead.figures(),
        lastFault:
          entry.lastFault === undefined
            ? undefined
            : { message: entry.lastFault.message, agoMs: clock.now() - entry.lastFault.at },
      })),
    ],
    reset: (name) => {
      const entry = entries.get(name);
      entry?.breaker.reset();
      // What is observed is found again by its own guard.
      return entry !== undefined || observed.has(name);
    },
  };
};
