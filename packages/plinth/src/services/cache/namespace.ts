import type { Clock, StartTimer } from "#core";
import { createCall, createTimeLimit, createTimerQueue, type Policy } from "#resilience";
import type { CacheDeclaration, CacheFigures, CacheInvalidation } from "./contract.ts";
import { createDues, type Dues } from "./dropping/dues.ts";
import { dropHere, dropShared, type Invalidation } from "./dropping/invalidation.ts";
import { createFlights, type Flights } from "./flights.ts";
import { ABSENT, heldOf, heldText } from "./held.ts";
import { ownerTag } from "./keys.ts";
import { createMemoryTier, type MemoryTier } from "./memory/memory-tier.ts";
import { createReadClock } from "./memory/read-clock.ts";
import type { SharedTier } from "./shared/contract.ts";
import { type ResolvedStrategy, resolveStrategy } from "./strategies.ts";

/** What a namespace is built from. */
export interface NamespaceParts {
  readonly declaration: CacheDeclaration;
  /** Monotonic. */
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  /** The tier of all nodes, where there is one and the namespace is shared. */
  readonly shared: SharedTier | undefined;
  /** Tells the other nodes. */
  readonly announce: (invalidation: Invalidation) => void;
  /** Whether the way to the other nodes may break, and `settle` is called when it stands again. */
  readonly mayBreak: boolean;
  readonly onFault: (fault: unknown) => void;
}

/** How something is to be computed and kept. */
export interface Plan {
  readonly key: string;
  readonly tags: readonly string[];
  /** In the place of the strategy's, in milliseconds. */
  readonly freshMs: number | undefined;
}

/** One namespace: its memory, what is under way, and its part of the tier of all nodes. */
export interface Namespace extends CacheInvalidation {
  readonly memory: MemoryTier;
  /** Reads, each counted once. */
  readonly counts: { hits: number; misses: number; stale: number; sharedHits: number };
  /** The time of reads, up to a millisecond old. */
  readonly readClock: Clock;
  readonly onFault: (fault: unknown) => void;
  /** What the computation of a plan gives, kept; `ABSENT` where there is nothing. */
  readonly compute: (plan: Plan, work: (signal: AbortSignal) => unknown) => Promise<unknown>;
  /** What the tier of all nodes has; undefined for nothing. */
  readonly readShared: (plan: Plan) => Promise<unknown>;
  readonly write: (plan: Plan, value: unknown) => Promise<void>;
  readonly invalidateKey: (key: string) => Promise<void>;
  readonly invalidateOwner: (identity: string) => Promise<void>;
  /** What another node dropped is dropped here too. */
  readonly hear: (invalidation: Invalidation) => void;
  /** Says once more what may have got lost on the way; to be called when the way stands again. */
  readonly settle: () => Promise<void>;
  /** Whether the tier of all nodes still has what was to be dropped. */
  readonly isOwing: () => boolean;
  /** A bounded step of cleaning up, to be called now and then. */
  readonly tidy: () => void;
  readonly figures: () => CacheFigures;
}

interface State {
  readonly parts: NamespaceParts;
  readonly strategy: ResolvedStrategy;
  readonly memory: MemoryTier;
  readonly flights: Flights;
  readonly limit: Policy;
  readonly dues: Dues;
  readonly counts: Namespace["counts"];
  readonly work: { computed: number; failed: number; computeMs: number };
}

/** Size of a namespace that declares none, in bytes. */
export const DEFAULT_CACHE_BYTES = 8 * 1_048_576;
/** Milliseconds that a computation may take where none are declared. */
export const DEFAULT_COMPUTE_MS = 10_000;

/**
 * Asks the tier of all nodes; where it does not answer, or still has what was to be dropped, memory
 * has to be enough.
 */
const ask = async <R>(
  { parts: { shared, onFault }, dues }: State,
  question: (tier: SharedTier) => Promise<R>,
): Promise<R | undefined> => {
  if (shared === undefined || dues.isOwing()) return undefined;
  try {
    return await question(shared);
  } catch (fault) {
    onFault(fault);
    return undefined;
  }
};

const keep = (
  { memory, strategy }: State,
  { key, tags }: Plan,
  value: unknown,
  freshMs: number,
): void => {
  const staleMs = value === ABSENT ? 0 : strategy.staleMs;
  memory.write(key, { value, tags, freshMs, staleMs });
};

/** Tells the tier of all nodes of a change; what it does not hear is owed to it. */
const tellShared = async (
  { parts: { shared, onFault }, dues }: State,
  tell: (tier: SharedTier) => Promise<void>,
): Promise<void> => {
  if (shared === undefined) return;
  try {
    await tell(shared);
  } catch (fault) {
    dues.owe();
    onFault(fault);
  }
};

const remember = ({ parts, dues }: State, invalidation: Invalidation): void => {
  if (parts.mayBreak) dues.remember(invalidation);
};

/**
 * Here, then where all nodes look, then there: nobody puts back what the shared tier still had. Here
 * once more, because somebody may have read the shared tier meanwhile.
 */
const invalidate = async (state: State, invalidation: Invalidation): Promise<void> => {
  dropHere(state, invalidation);
  remember(state, invalidation);
  if (state.parts.shared !== undefined) {
    await tellShared(state, (tier) => dropShared(tier, invalidation));
    dropHere(state, invalidation);
  }
  state.parts.announce(invalidation);
};

/** One after the other; at the first that does not arrive, all that is left stays due. */
const settle = async ({ parts, dues }: State): Promise<void> => {
  const due = dues.begin();
  if (due === undefined) return;
  let done = 0;
  try {
    for (const invalidation of due) {
      if (parts.shared !== undefined) await dropShared(parts.shared, invalidation);
      parts.announce(invalidation);
      done += 1;
    }
  } catch (fault) {
    parts.onFault(fault);
  }
  dues.end(due.slice(done));
};

const computeTimed = async (
  { limit, work, parts: { clock } }: State,
  run: (signal: AbortSignal) => unknown,
): Promise<unknown> => {
  const begun = clock.now();
  try {
    const made = await limit.run(async (call) => run(call.signal), createCall(clock));
    work.computed += 1;
    return made === undefined ? ABSENT : made;
  } catch (fault) {
    work.failed += 1;
    throw fault;
  } finally {
    work.computeMs += clock.now() - begun;
  }
};

/** What the tier of all nodes has; a text that is none of ours counts as a fault of it. */
const readTier = (state: State, { key, tags }: Plan) =>
  ask(state, async (tier) => {
    const { found, lease } = await tier.read(key, tags);
    if (found === undefined) return { found, lease };
    return { found: { held: heldOf(found.text), freshMs: found.freshMs }, lease };
  });

const computeAndKeep = async (
  state: State,
  plan: Plan,
  run: (signal: AbortSignal) => unknown,
  isOutdated: () => boolean,
): Promise<unknown> => {
  const { strategy, counts } = state;
  const read = await readTier(state, plan);
  if (read?.found !== undefined) {
    counts.sharedHits += 1;
    if (!isOutdated()) keep(state, plan, read.found.held, read.found.freshMs);
    return read.found.held;
  }
  const held = await computeTimed(state, run);
  const freshMs = held === ABSENT ? strategy.absentMs : (plan.freshMs ?? strategy.freshMs);
  if (freshMs === 0 || isOutdated()) return held;
  keep(state, plan, held, freshMs);
  const lease = read?.lease;
  if (lease !== undefined) {
    const { key, tags } = plan;
    await ask(state, (tier) => tier.fill(key, lease, { text: heldText(held), freshMs, tags }));
  }
  return held;
};

const createState = (parts: NamespaceParts): State => {
  const { declaration, clock, startTimer } = parts;
  const { name, maxBytes = DEFAULT_CACHE_BYTES, computeMs = DEFAULT_COMPUTE_MS } = declaration;
  if (!(maxBytes >= 1) || !(computeMs >= 1)) {
    throw new RangeError(`the cache "${name}" needs 1 byte and 1 ms or more`);
  }
  const strategy = resolveStrategy(declaration.strategy);
  return {
    parts,
    strategy,
    memory: createMemoryTier({ maxBytes, shelves: strategy.shelves, clock }),
    flights: createFlights(),
    dues: createDues(clock),
    limit: createTimeLimit({
      name: `the cache "${name}"`,
      limitMs: computeMs,
      clock,
      startTimer: createTimerQueue(clock, startTimer),
    }),
    counts: { hits: 0, misses: 0, stale: 0, sharedHits: 0 },
    work: { computed: 0, failed: 0, computeMs: 0 },
  };
};

/** Builds an empty namespace. @throws {RangeError} for times and sizes that make no sense. */
export const createNamespace = (parts: NamespaceParts): Namespace => {
  const state = createState(parts);
  const { memory, flights, counts, strategy, dues } = state;
  const { name, maxBytes = DEFAULT_CACHE_BYTES } = parts.declaration;
  return {
    memory,
    counts,
    readClock: createReadClock(parts),
    onFault: parts.onFault,
    compute: (plan, run) =>
      flights.join(plan.key, plan.tags, (isOutdated) =>
        computeAndKeep(state, plan, run, isOutdated),
      ),
    readShared: async (plan) => {
      const read = await readTier(state, plan);
      if (read?.found === undefined) return undefined;
      counts.sharedHits += 1;
      return read.found.held;
    },
    write: async (plan, value) => {
      const { key, tags, freshMs = strategy.freshMs } = plan;
      const change = { kind: "key", value: key } as const;
      flights.outdate(key);
      keep(state, plan, value, freshMs);
      remember(state, change);
      await tellShared(state, (tier) => tier.write(key, { text: heldText(value), freshMs, tags }));
      parts.announce(change);
    },
    invalidateKey: (value) => invalidate(state, { kind: "key", value }),
    invalidateTag: (value) => invalidate(state, { kind: "tag", value }),
    invalidateOwner: (identity) => invalidate(state, { kind: "tag", value: ownerTag(identity) }),
    invalidatePattern: (value) => invalidate(state, { kind: "pattern", value }),
    invalidateAll: () => invalidate(state, { kind: "all" }),
    hear: (invalidation) => dropHere(state, invalidation),
    settle: () => settle(state),
    isOwing: dues.isOwing,
    tidy: () => {
      memory.tidy();
      dues.tidy();
    },
    figures: () => ({ name, ...counts, ...state.work, maxBytes, ...memory.figures() }),
  };
};
