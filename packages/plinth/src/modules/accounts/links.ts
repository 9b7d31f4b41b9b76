import type { Clock, Random } from "#core";
import { createOpaqueToken, hashToken } from "#crypto";
import type { OneTimeTokenRow, TokenPurpose } from "./repository.ts";

const HOUR = 3_600_000;

/** How long a link of each purpose works, in milliseconds (ID-01, ID-15, ID-16), and where it leads. */
const LINKS: Readonly<Record<TokenPurpose, { readonly lifetime: number; readonly page: string }>> =
  {
    verify: { lifetime: 48 * HOUR, page: "/account/verify-email" },
    reset: { lifetime: HOUR, page: "/account/reset-password" },
    // Shown in a terminal, so it proves nothing about an address.
    setup: { lifetime: 24 * HOUR, page: "/account/reset-password" },
    // Mailed, so whoever uses it reads the mail of the address.
    invite: { lifetime: 24 * HOUR, page: "/account/reset-password" },
    magic: { lifetime: HOUR / 4, page: "/signin/link" },
    unlock: { lifetime: HOUR, page: "/account/unlock" },
    email: { lifetime: HOUR, page: "/account/confirm-email" },
  };

/** A link that works once. */
export interface OneTimeLink {
  readonly token: string;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What is stored of it. */
  readonly row: OneTimeTokenRow;
}

/** Builds links and what is stored of them. */
export const createLinks = (parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: () => string;
}) => {
  const { clock, random, publicUrl } = parts;
  return (accountId: string, purpose: TokenPurpose, data?: string): OneTimeLink => {
    const now = clock.now();
    const token = createOpaqueToken(random);
    const { lifetime, page } = LINKS[purpose];
    return {
      token,
      // Behind the hash sign it is in no log, no Referer, and no mail scanner's request spends it.
      url: `${publicUrl()}${page}#token=${token}`,
      expiresAt: now + lifetime,
      row: {
        token_hash: hashToken(token),
        account_id: accountId,
        purpose,
        created_at: now,
        expires_at: now + lifetime,
        data: data ?? null,
      },
    };
  };
};
