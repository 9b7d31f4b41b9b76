import type { Clock, StartTimer } from "#core";
import { createCall, createTimeLimit, createTimerQueue, type Policy } from "#resilience";
import type { CacheDeclaration, CacheFigures, CacheInvalidation } from "./contract.ts";
import { createFlights, type Flights } from "./flights.ts";
import { ABSENT, heldOf, heldText } from "./held.ts";
import { ownerTag, ownKey } from "./keys.ts";
import { createMemoryTier, type MemoryTier } from "./memory/memory-tier.ts";
import { matcher } from "./pattern.ts";
import type { SharedTier } from "./shared-tier.ts";
import { type ResolvedStrategy, resolveStrategy } from "./strategies.ts";

/** What is to be dropped, as it goes from node to node. */
export type Invalidation =
  | { readonly kind: "key" | "tag" | "pattern"; readonly value: string }
  | { readonly kind: "all" };

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
  readonly clock: Clock;
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
  readonly figures: () => CacheFigures;
}

interface State {
  readonly parts: NamespaceParts;
  readonly strategy: ResolvedStrategy;
  readonly memory: MemoryTier;
  readonly flights: Flights;
  readonly limit: Policy;
  readonly counts: Namespace["counts"];
  readonly work: { computed: number; failed: number; computeMs: number };
}

const DEFAULT_BYTES = 8 * 1_048_576;
const DEFAULT_COMPUTE_MS = 10_000;

/** Asks the tier of all nodes; where it does not answer, memory has to be enough. */
const ask = async <R>(
  { parts: { shared, onFault } }: State,
  question: (tier: SharedTier) => Promise<R>,
): Promise<R | undefined> => {
  if (shared === undefined) return undefined;
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

const drop = ({ memory, flights }: State, invalidation: Invalidation): void => {
  if (invalidation.kind === "all") {
    flights.outdateWhere(() => true);
    memory.clear();
    return;
  }
  const { kind, value } = invalidation;
  if (kind === "key") {
    flights.outdate(value);
    memory.remove(value);
  } else if (kind === "tag") {
    flights.outdateWhere((_key, tags) => tags.includes(value));
    memory.removeTag(value);
  } else {
    const matches = matcher(value);
    flights.outdateWhere((key) => matches(ownKey(key)));
    memory.removeWhere((key) => matches(ownKey(key)));
  }
};

/** Here, then where all nodes look, then there: nobody puts back what the shared tier still had. */
const invalidate = async (
  state: State,
  invalidation: Invalidation,
  dropShared: (tier: SharedTier) => Promise<void>,
): Promise<void> => {
  drop(state, invalidation);
  await ask(state, dropShared);
  state.parts.announce(invalidation);
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

const computeAndKeep = async (
  state: State,
  plan: Plan,
  run: (signal: AbortSignal) => unknown,
  isOutdated: () => boolean,
): Promise<unknown> => {
  const { strategy, counts } = state;
  const read = await ask(state, (tier) => tier.read(plan.key, plan.tags));
  if (read?.found !== undefined) {
    counts.sharedHits += 1;
    const held = heldOf(read.found.text);
    if (!isOutdated()) keep(state, plan, held, read.found.freshMs);
    return held;
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
  const { name, maxBytes = DEFAULT_BYTES, computeMs = DEFAULT_COMPUTE_MS } = declaration;
  if (!(maxBytes >= 1) || !(computeMs >= 1)) {
    throw new RangeError(`the cache "${name}" needs 1 byte and 1 ms or more`);
  }
  const strategy = resolveStrategy(declaration.strategy);
  return {
    parts,
    strategy,
    memory: createMemoryTier({ maxBytes, shelves: strategy.shelves, clock }),
    flights: createFlights(),
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
  const { memory, flights, counts, strategy } = state;
  const { name, maxBytes = DEFAULT_BYTES } = parts.declaration;
  const invalidateTag = (tag: string): Promise<void> =>
    invalidate(state, { kind: "tag", value: tag }, (tier) => tier.dropTag(tag));
  return {
    memory,
    counts,
    clock: parts.clock,
    onFault: parts.onFault,
    compute: (plan, run) =>
      flights.join(plan.key, plan.tags, (isOutdated) =>
        computeAndKeep(state, plan, run, isOutdated),
      ),
    readShared: async ({ key, tags }) => {
      const read = await ask(state, (tier) => tier.read(key, tags));
      if (read?.found === undefined) return undefined;
      counts.sharedHits += 1;
      return heldOf(read.found.text);
    },
    write: async (plan, value) => {
      const { key, tags, freshMs = strategy.freshMs } = plan;
      flights.outdate(key);
      keep(state, plan, value, freshMs);
      await ask(state, (tier) => tier.write(key, { text: heldText(value), freshMs, tags }));
      parts.announce({ kind: "key", value: key });
    },
    invalidateKey: (key) =>
      invalidate(state, { kind: "key", value: key }, (tier) => tier.drop(key)),
    invalidateTag,
    invalidateOwner: (identity) => invalidateTag(ownerTag(identity)),
    invalidatePattern: (pattern) =>
      invalidate(state, { kind: "pattern", value: pattern }, (tier) => tier.dropPattern(pattern)),
    invalidateAll: () => invalidate(state, { kind: "all" }, (tier) => tier.dropAll()),
    hear: (invalidation) => drop(state, invalidation),
    figures: () => ({ name, ...counts, ...state.work, maxBytes, ...memory.figures() }),
  };
};
