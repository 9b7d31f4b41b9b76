import type { Clock, StartTimer } from "#core";
import type { Broadcast } from "../broadcast/index.ts";
import type { CacheDeclaration, CacheInvalidation, CacheManager } from "./contract.ts";
import type { Invalidation } from "./dropping/invalidation.ts";
import { createNamespace, DEFAULT_COMPUTE_MS, type Namespace } from "./namespace.ts";
import type { SharedTier } from "./shared/contract.ts";
import { createView } from "./view.ts";

/** A way to the other nodes that may break. */
export interface CacheLink {
  readonly isUp: () => boolean;
  /** Calls `listener` whenever it stands again; the result removes it. */
  readonly onUp: (listener: () => void) => () => void;
}

/** What a manager is built from. */
export interface CacheManagerParts {
  /** Monotonic. */
  readonly clock: Clock;
  /** For waits of the manager's own: none of them keeps a process alive. */
  readonly startTimer: StartTimer;
  readonly broadcast: Broadcast;
  /** The tier of all nodes for a namespace, whose leases are good for so long; where there is one. */
  readonly sharedTier?: (namespace: string, leaseMs: number) => SharedTier;
  /** The way to the other nodes, where it may break. */
  readonly link?: CacheLink;
  readonly onFault: (namespace: string, fault: unknown) => void;
}

const CHANNEL = "cache";
const TIDY_MS = 1_000;
/** What is longer is said as "all": a hint has a length. */
const MAX_HINT = 900;

const hintOf = (name: string, invalidation: Invalidation): string => {
  const text = JSON.stringify([name, invalidation]);
  return text.length <= MAX_HINT ? text : JSON.stringify([name, { kind: "all" }]);
};

/** Reads a hint of another node; undefined for what is none. */
const readHint = (
  text: string,
): { readonly name: string; readonly invalidation: Invalidation } | undefined => {
  let hint: unknown;
  try {
    hint = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(hint)) return undefined;
  const [name, invalidation] = hint as readonly unknown[];
  if (typeof name !== "string" || typeof invalidation !== "object" || invalidation === null) {
    return undefined;
  }
  const { kind, value } = invalidation as Readonly<Record<string, unknown>>;
  if (kind === "all") return { name, invalidation: { kind } };
  const isKnown = kind === "key" || kind === "tag" || kind === "pattern";
  return isKnown && typeof value === "string" ? { name, invalidation: { kind, value } } : undefined;
};

const invalidationOf = (namespace: Namespace): CacheInvalidation => ({
  invalidateTag: namespace.invalidateTag,
  invalidatePattern: namespace.invalidatePattern,
  invalidateAll: namespace.invalidateAll,
});

/** Builds a manager of no namespaces. */
export const createCacheManager = (parts: CacheManagerParts): CacheManager => {
  const { clock, startTimer, broadcast, sharedTier, link, onFault } = parts;
  const namespaces = new Map<string, Namespace>();
  const personal = new Set<Namespace>();
  const warmUps = new Map<string, () => Promise<void>>();
  let cancelTidy = (): void => undefined;

  const tidy = (): void => {
    for (const namespace of namespaces.values()) {
      namespace.tidy();
      // A change that was slow, where the connection itself never broke.
      if (namespace.isOwing() && link?.isUp() !== false) void namespace.settle();
    }
    cancelTidy = startTimer(TIDY_MS, tidy);
  };

  const endSettling = link?.onUp(() => {
    for (const namespace of namespaces.values()) void namespace.settle();
  });
  const endListening = broadcast.subscribe(CHANNEL, {
    onMessage: (text) => {
      const hint = readHint(text);
      if (hint !== undefined) namespaces.get(hint.name)?.hear(hint.invalidation);
    },
    onGap: () => {
      for (const namespace of namespaces.values()) namespace.hear({ kind: "all" });
    },
  });

  const add = (declaration: CacheDeclaration): Namespace => {
    const { name, computeMs = DEFAULT_COMPUTE_MS } = declaration;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
      throw new RangeError(`a cache has a short kebab-case name, not ${JSON.stringify(name)}`);
    }
    if (namespaces.has(name)) throw new RangeError(`the cache "${name}" is declared twice`);
    const shared = declaration.isShared ? sharedTier?.(name, computeMs) : undefined;
    const namespace = createNamespace({
      declaration,
      clock,
      startTimer,
      shared,
      mayBreak: link !== undefined || shared !== undefined,
      announce: (invalidation) => broadcast.publish(CHANNEL, hintOf(name, invalidation)),
      onFault: (fault) => onFault(name, fault),
    });
    if (namespaces.size === 0) cancelTidy = startTimer(TIDY_MS, tidy);
    namespaces.set(name, namespace);
    if (declaration.warmUp !== undefined) warmUps.set(name, declaration.warmUp);
    return namespace;
  };

  return {
    declare: <T>(declaration: CacheDeclaration) => {
      const namespace = add(declaration);
      return { ...invalidationOf(namespace), ...createView<T>(namespace, "") };
    },
    declarePersonal: <T>(declaration: CacheDeclaration) => {
      const namespace = add(declaration);
      personal.add(namespace);
      return {
        ...invalidationOf(namespace),
        invalidateOwner: namespace.invalidateOwner,
        of: (identity: string) => {
          if (identity === "") throw new RangeError("a personal cache is read for somebody");
          return createView<T>(namespace, identity);
        },
      };
    },
    figures: () => [...namespaces.values()].map((namespace) => namespace.figures()),
    invalidateOwner: async (identity) => {
      await Promise.all([...personal].map((namespace) => namespace.invalidateOwner(identity)));
    },
    invalidate: async (name) => {
      const namespace = namespaces.get(name);
      await namespace?.invalidateAll();
      return namespace !== undefined;
    },
    warmUp: async () => {
      const runs = [...warmUps].map(([name, run]) => run().catch((fault) => onFault(name, fault)));
      await Promise.all(runs);
    },
    close: () => {
      cancelTidy();
      endSettling?.();
      endListening();
    },
  };
};
