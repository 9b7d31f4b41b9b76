import type { Events } from "#core";
import { type Jwt, type JwtAlgorithm, type JwtVerdict, type PublicJwk, publicJwkOf } from "#crypto";
import { ANNOUNCED_MS, isDue, type KeyState, othersExpireAt, signingAt, stateOf } from "./chain.ts";
import { createHolder, type Holder, type HolderParts } from "./holder.ts";
import type { Extension, SigningKeyRepository, SigningKeyRow } from "./repository.ts";

/** Looks for keys of other nodes that tokens of unknown keys may cause, at most one in so long. */
const LOOK_EVERY_MS = 1_000;
/** The form of a token and nothing about what it says; header, claims and signature as base64url. */
const TOKEN_SHAPE = /^[\w-]{20,300}\.[\w-]{20,3500}\.[\w-]{20,200}$/;

/** A signing key as its operator sees it; times as ISO 8601. */
export interface KeyView {
  readonly kid: string;
  readonly algorithm: string;
  /** "unreadable": made under another JWT_SECRET_KEY; its tokens are refused. */
  readonly state: KeyState | "unreadable";
  readonly createdAt: string;
  readonly signsFrom: string;
  readonly retiredAt: string | null;
  readonly expiresAt: string | null;
}

/** Access tokens, and the keys behind them. */
export interface Tokens extends Pick<Jwt, "sign" | "verify"> {
  /**
   * For a token that was refused: looks whether another node made its key meanwhile, at most once a
   * second whatever arrives. Undefined where there is nothing to look for. Never rejects.
   */
  readonly lookAgain: (token: string) => Promise<JwtVerdict> | undefined;
  /** What may be published: verifiers elsewhere need nothing else (RFC 7517). */
  readonly publicKeys: () => readonly PublicJwk[];
  /** Reads the keys, and makes the first one where there is none of the configured algorithm. */
  readonly load: () => Promise<void>;
  /** What time asks for: keys of other nodes are learnt, old ones removed, the next one made. */
  readonly maintain: () => Promise<void>;
  readonly list: () => Promise<readonly KeyView[]>;
  /**
   * Publishes the next key, which signs ten minutes later.
   * @throws {Error} with one sentence for the operator when the last rotation is still under way.
   */
  readonly rotate: () => Promise<KeyView>;
  /**
   * Makes an end of every key, and so of every access token, and signs with a new one at once. Where
   * services elsewhere verify, they learn of it when they read the published keys again.
   */
  readonly startOver: () => Promise<void>;
  /** Seconds since the key that signs began. */
  readonly age: () => number;
}

/** What tokens are built from. */
export interface TokenParts extends HolderParts {
  readonly repository: SigningKeyRepository;
  readonly events: Events;
  /** Of keys that are made from now on; older ones keep theirs. */
  readonly algorithm: JwtAlgorithm;
  /** Days after which the next key begins by itself; 0 never. */
  readonly rotationDays: number;
}

const iso = (instant: number): string => new Date(instant).toISOString();
const isoOrNull = (instant: number | null): string | null =>
  instant === null ? null : iso(instant);

/** Runs pieces of work one after another, so that an older reading never replaces a newer one. */
const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
};

/** Adds the next key to the chain where `delay` says after how many milliseconds it is to sign. */
const createExtend = ({ repository, material, clock, events, algorithm }: TokenParts) => {
  return async (
    delay: (newest: SigningKeyRow | undefined, now: number) => number | undefined,
  ): Promise<boolean> => {
    let added: SigningKeyRow | undefined;
    const next = (rows: readonly SigningKeyRow[]): Extension | undefined => {
      const now = clock.now();
      const newest = rows.findLast((row) => material.read(row) !== undefined);
      const wait = delay(newest, now);
      added = undefined;
      if (wait === undefined) return undefined;
      const signsFrom = now + wait;
      const times = { created_at: now, signs_from: signsFrom, retired_at: null, expires_at: null };
      added = { ...material.make(algorithm, (rows.at(-1)?.number ?? 0) + 1), ...times };
      return { row: added, othersExpireAt: othersExpireAt(signsFrom) };
    };
    const isAdded = await repository.extend(next);
    if (!isAdded || added === undefined) return false;
    const { kid, number } = added;
    // The first key of a new database replaces none: nothing happened that anybody looks for.
    if (number === 1) return true;
    const data = { kid, algorithm, signsFrom: iso(added.signs_from) };
    events.emit("security", { name: "signing-key.added", severity: "info", data });
    return true;
  };
};

/** Looks for keys of other nodes on behalf of tokens whose key is unknown here. */
const createLook = (parts: TokenParts, holder: Holder, reload: () => Promise<void>) => {
  const { repository, clock, log } = parts;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      await reload();
    } catch (error) {
      log.warn("signing keys could not be read", { error });
    } finally {
      looking = undefined;
    }
  };
  return (token: string): Promise<JwtVerdict> | undefined => {
    // One process alone made every key there is.
    if (repository.engine === "embedded" || !holder.isReady()) return undefined;
    if (!TOKEN_SHAPE.test(token) || holder.jwt().isOfKnownKey(token)) return undefined;
    const now = clock.now();
    if (looking === undefined) {
      if (now - lookedAt < LOOK_EVERY_MS) return undefined;
      lookedAt = now;
      looking = look();
    }
    return looking.then(() => holder.jwt().verify(token));
  };
};

const createList =
  ({ clock }: TokenParts, holder: Holder) =>
  (): readonly KeyView[] => {
    const now = clock.now();
    const usable = holder.keys();
    return holder.rows().map((row) => {
      const held = usable.find(({ kid }) => kid === row.kid);
      const isOver = row.expires_at !== null && row.expires_at <= now;
      const state =
        held === undefined ? (isOver ? "expired" : "unreadable") : stateOf(held, usable, now);
      return {
        kid: row.kid,
        algorithm: row.algorithm,
        state,
        createdAt: iso(row.created_at),
        signsFrom: iso(row.signs_from),
        retiredAt: isoOrNull(row.retired_at),
        expiresAt: isoOrNull(row.expires_at),
      };
    });
  };

/** What happens to the chain of keys at the start, in time, and when an operator says so. */
const createLifecycle = (
  parts: TokenParts,
  holder: Holder,
  steps: { readonly list: () => readonly KeyView[]; readonly reload: () => Promise<void> },
) => {
  const { repository, clock, material, algorithm, rotationDays } = parts;
  const { list, reload } = steps;
  const isShared = repository.engine === "postgresql";
  const extend = createExtend(parts);

  const load = async (): Promise<void> => {
    await extend((newest) => {
      if (newest === undefined) return 0;
      if (newest.algorithm === algorithm && !material.isFormer(newest)) return undefined;
      // Other nodes and services have to learn the new one before its first token; where there are
      // none of either, it begins at once.
      return isShared || newest.algorithm !== "HS256" ? ANNOUNCED_MS : 0;
    });
    await reload();
  };

  const maintain = async (): Promise<void> => {
    if (isShared) await reload();
    const now = clock.now();
    const isOver = (row: SigningKeyRow): boolean =>
      row.expires_at !== null && row.expires_at <= now;
    const expired = holder.rows().some(isOver);
    if (expired) await repository.removeExpired(now);
    const newest = holder.keys().at(-1);
    const added =
      newest === undefined || isDue(newest, rotationDays, now)
        ? await extend((last) => {
            if (last === undefined) return 0;
            return isDue(last, rotationDays, now) ? ANNOUNCED_MS : undefined;
          })
        : false;
    if (added || expired) await reload();
  };

  const rotate = async (): Promise<KeyView> => {
    const added = await extend((newest, now) => {
      if (newest === undefined) return 0;
      return newest.signs_from > now ? undefined : ANNOUNCED_MS;
    });
    await reload();
    const newest = list().findLast(({ state }) => state !== "unreadable");
    if (!added || newest === undefined) {
      const from = newest === undefined ? "" : `: key ${newest.kid} signs from ${newest.signsFrom}`;
      throw new Error(`the last rotation is still under way${from}`);
    }
    return newest;
  };

  const startOver = async (): Promise<void> => {
    // Numbers go on: a key of HS256 is derived from its own, and must not come back.
    await extend(() => 0);
    const newest = (await repository.load()).at(-1);
    if (newest !== undefined) await repository.endAllBut(newest.number, clock.now());
    await reload();
  };

  return { load, maintain, rotate, startOver };
};

/** Builds the service; `load` must have run before it signs or judges. */
export const createTokens = (parts: TokenParts): Tokens => {
  const { repository, clock } = parts;
  const holder = createHolder(parts);
  const list = createList(parts, holder);
  const inTurn = createTurns();
  const reload = async (): Promise<void> => holder.replace(await repository.load());
  const lifecycle = createLifecycle(parts, holder, { list, reload });

  return {
    sign: (subject) => holder.jwt().sign(subject),
    verify: (token) => (holder.isReady() ? holder.jwt().verify(token) : { ok: false }),
    lookAgain: createLook(parts, holder, () => inTurn(reload)),
    publicKeys: () => holder.keys().flatMap(({ key }) => publicJwkOf(key) ?? []),
    load: () => inTurn(lifecycle.load),
    maintain: () => inTurn(lifecycle.maintain),
    list: () =>
      inTurn(async () => {
        await reload();
        return list();
      }),
    rotate: () => inTurn(lifecycle.rotate),
    startOver: () => inTurn(lifecycle.startOver),
    age: () => {
      const now = clock.now();
      return (now - (signingAt(holder.keys(), now)?.signs_from ?? now)) / 1_000;
    },
  };
};
