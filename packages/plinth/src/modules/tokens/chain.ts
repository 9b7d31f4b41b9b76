import type { SigningKeyRow } from "./repository.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * From the publication of a key to its first signature. Every node has read the keys again by then,
 * and every cache of /.well-known/jwks.json, which holds for five minutes, is over.
 */
export const ANNOUNCED_MS = 10 * MINUTE_MS;

/** No token lives longer than a day (SES-06); the rest is for clocks that differ. */
const TOKENS_LIVE_MS = DAY_MS + 10 * MINUTE_MS;

/** When the keys before a new one are over: their last tokens were signed just before it began. */
export const othersExpireAt = (signsFrom: number): number => signsFrom + TOKENS_LIVE_MS;

type Times = Pick<SigningKeyRow, "number" | "signs_from" | "expires_at">;

/** The key that signs now: the newest that has begun; before any has, the first to begin. */
export const signingAt = <Key extends Times>(
  keys: readonly Key[],
  now: number,
): Key | undefined => {
  const begun = keys.filter((key) => key.signs_from <= now);
  const candidates = begun.length > 0 ? begun.slice(-1) : keys.slice(0, 1);
  return candidates[0];
};

/** When another key begins to sign; never, when none waits. */
export const nextTurn = (keys: readonly Times[], now: number): number =>
  Math.min(
    ...keys.map((key) => key.signs_from).filter((from) => from > now),
    Number.POSITIVE_INFINITY,
  );

/** Where a key stands. */
export type KeyState = "announced" | "signing" | "verifying" | "expired";

/** Where a key of the chain stands now. */
export const stateOf = <Key extends Times>(
  key: Key,
  keys: readonly Key[],
  now: number,
): KeyState => {
  if (key.expires_at !== null && key.expires_at <= now) return "expired";
  if (key === signingAt(keys, now)) return "signing";
  return key.signs_from > now ? "announced" : "verifying";
};

/** Whether it is time for the next key by age alone. `days` 0 means never. */
export const isDue = (newest: SigningKeyRow, days: number, now: number): boolean =>
  days > 0 && newest.signs_from + days * DAY_MS <= now + ANNOUNCED_MS;
