import { createOpaqueToken, hashToken } from "#crypto";
import type { AccountRow } from "#modules/accounts";
import type { Origin } from "#modules/sessions";
import type { MfaParts } from "../parts.ts";
import type { RememberedRow } from "../rows.ts";

const DAY_MS = 86_400_000;
/** How long a browser is remembered, in days. */
export const REMEMBERED_DAYS = 30;
/** Accounts that one browser is remembered for; a family shares a computer. */
const MAX_ACCOUNTS = 5;
const SHAPE = /^[A-Za-z0-9_-]{43}(?:\.[A-Za-z0-9_-]{43}){0,4}$/;
const MAX_AGENT = 300;

const tokensIn = (cookie: string | undefined): readonly string[] =>
  cookie !== undefined && SHAPE.test(cookie) ? cookie.split(".") : [];

/**
 * Remembered devices: a browser that showed a second factor once is not asked for it at sign-in. The
 * session counts as one factor all the same, so routes that ask for two ask for the second.
 */
export const createRemembering = ({ challenges, clock, random, newId }: MfaParts) => ({
  /** Whether the cookie remembers this browser for the account. Costs nothing without a cookie. */
  isRemembered: async (account: AccountRow, cookie: string | undefined): Promise<boolean> => {
    const hashes = tokensIn(cookie).map(hashToken);
    return hashes.length > 0 && challenges.useRemembered({ account, hashes, now: clock.now() });
  },

  /** A row to store and the new value of the cookie. */
  prepare: (
    account: AccountRow,
    origin: Origin,
    cookie: string | undefined,
  ): { readonly row: RememberedRow; readonly cookie: string } => {
    const token = createOpaqueToken(random);
    const now = clock.now();
    const row: RememberedRow = {
      id: newId(),
      account_id: account.id,
      token_hash: hashToken(token),
      epoch: account.session_epoch,
      agent: (origin.agent ?? "unknown").replace(/[\p{C}\s]+/gu, " ").slice(0, MAX_AGENT),
      created_at: now,
      last_used_at: now,
      expires_at: now + REMEMBERED_DAYS * DAY_MS,
    };
    return { row, cookie: [token, ...tokensIn(cookie)].slice(0, MAX_ACCOUNTS).join(".") };
  },
});
