import { type Clock, createBoundedMap } from "#core";
import { constantTimeEqual, hashToken, type SignatureKey } from "#crypto";
import { type LimitWindow, parseWindows } from "#policy";
import type { Background } from "#services/background";
import type { ApiKeyRepository, LiveKey } from "../repository.ts";
import { publicIdOf } from "./key-format.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** Keys known by heart; the oldest goes first. One is some hundred bytes. */
const MAX_ENTRIES = 10_000;
/** Where other nodes write to the same database, what is kept is asked again after this long. */
const RECHECK_MS = 1_000;
/** Reads of one key while others end all around it. */
const MAX_READS = 4;
/** How often the last use of a key is written, at most (KEY-02). */
const WRITE_EVERY_MS = 60_000;

/** Who calls, as the http room wants it; structural, because only routes know that room. */
export interface KeyCaller {
  readonly userId: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly tier: string;
  readonly sessionId: string;
  readonly method: "api-key";
  readonly assurance: 1 | 2;
  readonly authenticatedAt: number;
  readonly lacksSecondFactor: boolean;
  readonly key: {
    readonly id: string;
    readonly scopes: readonly string[];
    readonly limits: readonly LimitWindow[];
  };
}

/** A key as this process knows it: never its text, only the digest. */
interface KnownKey {
  readonly row: LiveKey;
  readonly caller: KeyCaller;
  readonly signing: SignatureKey | undefined;
  readonly checkedAt: number;
  usedAt: number | undefined;
  writtenAt: number;
}

/** Judges keys. Knows by heart what it has seen; hears at once of what ended. */
export interface KeyChecker {
  /** Synchronous for known keys; at most one indexed read for others. */
  readonly authenticate: (text: string) => KeyCaller | undefined | Promise<KeyCaller | undefined>;
  readonly signingKeyOf: (
    publicId: string,
  ) => SignatureKey | undefined | Promise<SignatureKey | undefined>;
  readonly forgetKey: (publicId: string) => void;
  readonly forgetAccount: (accountId: string) => void;
  readonly forgetAll: () => void;
  /** Last use in milliseconds since the epoch; undefined when it is not known here. */
  readonly lastUsed: (publicId: string) => number | undefined;
  /** How many keys are known by heart, for a gauge. */
  readonly size: () => number;
  /** Whether a key is still one; notes no use. */
  readonly holds: (publicId: string) => boolean | Promise<boolean>;
  /** Writes the last uses that wait for their minute. */
  readonly flush: () => Promise<void>;
}

/** What the checker is built from. */
export interface KeyCheckerParts {
  readonly repository: Pick<ApiKeyRepository, "engine" | "find" | "touch">;
  readonly clock: Clock;
  readonly background: Background;
  readonly signingKeys: Pick<SigningKeys, "read">;
  readonly permissionsOf: (role: string) => readonly string[];
  readonly needsSecondFactor: (role: string) => boolean;
  readonly maxEntries?: number;
}

const createReader = (parts: KeyCheckerParts) => {
  const { signingKeys, permissionsOf, needsSecondFactor } = parts;
  return (row: LiveKey, now: number): KnownKey => {
    const assurance = row.assurance === 2 ? 2 : 1;
    const caller: KeyCaller = Object.freeze({
      userId: row.account_id,
      role: row.role,
      permissions: permissionsOf(row.role),
      tier: row.tier,
      // A key belongs to no session: nothing that ends or names one may touch another's.
      sessionId: row.id,
      method: "api-key",
      assurance,
      authenticatedAt: row.created_at,
      lacksSecondFactor: assurance === 1 && needsSecondFactor(row.role),
      key: {
        id: row.public_id,
        scopes: JSON.parse(row.scopes) as readonly string[],
        limits: row.limits === null ? [] : parseWindows(row.limits),
      },
    });
    return {
      row,
      caller,
      signing: signingKeys.read(row),
      checkedAt: now,
      usedAt: row.last_used_at ?? undefined,
      writtenAt: row.last_used_at ?? 0,
    };
  };
};

/** What is known by heart, by public id; bounded, and counted when something is forgotten. */
const createKnownKeys = (limit: number) => {
  const known = createBoundedMap<string, KnownKey>(limit);
  let generation = 0;
  return {
    find: known.get,
    all: (): readonly KnownKey[] => [...known.values()],
    generation: (): number => generation,
    size: known.size,
    keep: (key: KnownKey): void => {
      const { public_id: publicId } = key.row;
      const before = known.get(publicId);
      if (before !== undefined) {
        key.usedAt = Math.max(before.usedAt ?? 0, key.usedAt ?? 0) || undefined;
        key.writtenAt = Math.max(before.writtenAt, key.writtenAt);
      }
      known.set(publicId, key);
    },
    drop: known.delete,
    forget: (isMeant: (key: KnownKey) => boolean): void => {
      generation += 1;
      for (const key of known.values()) if (isMeant(key)) known.delete(key.row.public_id);
    },
  };
};

/** Builds the checker of a process. */
export const createKeyChecker = (parts: KeyCheckerParts): KeyChecker => {
  const { repository, clock, background } = parts;
  const known = createKnownKeys(parts.maxEntries ?? MAX_ENTRIES);
  const readRow = createReader(parts);
  const isShared = repository.engine === "postgresql";

  const use = (key: KnownKey, now: number): KeyCaller => {
    key.usedAt = now;
    if (now - key.writtenAt >= WRITE_EVERY_MS) {
      key.writtenAt = now;
      background.run("last use of an API key", () => repository.touch(key.row.id, now));
    }
    return key.caller;
  };

  /** Reads a key; kept only when nothing was forgotten while the read was under way. */
  const load = async (publicId: string): Promise<KnownKey | undefined> => {
    let before = known.generation();
    // What a slow read gives is as old as its beginning: others may have ended it meanwhile.
    let asked = clock.now();
    let row = await repository.find(publicId);
    for (let reads = 1; before !== known.generation() && reads < MAX_READS; reads += 1) {
      before = known.generation();
      asked = clock.now();
      row = await repository.find(publicId);
    }
    if (row === undefined) {
      known.drop(publicId);
      return undefined;
    }
    const key = readRow(row, asked);
    if (before === known.generation()) known.keep(key);
    return key;
  };

  const judge = (key: KnownKey | undefined, text: string): KeyCaller | undefined => {
    const now = clock.now();
    if (key === undefined || now >= key.row.expires_at) return undefined;
    // The public part found the row; only the digest of the whole says whether it is the key.
    return constantTimeEqual(key.row.key_hash, hashToken(text)) ? use(key, now) : undefined;
  };

  const fresh = (publicId: string): KnownKey | undefined => {
    const key = known.find(publicId);
    if (key === undefined || !isShared) return key;
    return clock.now() - key.checkedAt < RECHECK_MS ? key : undefined;
  };

  return {
    authenticate: (text) => {
      const publicId = publicIdOf(text);
      if (publicId === undefined) return undefined;
      const key = fresh(publicId);
      if (key !== undefined) return judge(key, text);
      return load(publicId).then((loaded) => judge(loaded, text));
    },
    holds: (publicId) => {
      const isValid = (key: KnownKey | undefined): boolean =>
        key !== undefined && clock.now() < key.row.expires_at;
      const key = fresh(publicId);
      return key === undefined ? load(publicId).then(isValid) : isValid(key);
    },
    signingKeyOf: (publicId) => {
      const key = fresh(publicId);
      return key === undefined ? load(publicId).then((loaded) => loaded?.signing) : key.signing;
    },
    forgetKey: (publicId) => known.forget(({ row }) => row.public_id === publicId),
    forgetAccount: (accountId) => known.forget(({ row }) => row.account_id === accountId),
    forgetAll: () => known.forget(() => true),
    lastUsed: (publicId) => known.find(publicId)?.usedAt,
    size: known.size,
    flush: async () => {
      const waiting = known.all().filter(({ usedAt, writtenAt }) => (usedAt ?? 0) > writtenAt);
      for (const key of waiting) key.writtenAt = key.usedAt ?? 0;
      await Promise.all(waiting.map(({ row, usedAt }) => repository.touch(row.id, usedAt ?? 0)));
    },
  };
};
