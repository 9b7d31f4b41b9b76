import type { Clock } from "#core";
import { createJwt, type Jwt, type JwtKey } from "#crypto";
import type { Logger } from "#telemetry";
import { nextTurn, signingAt } from "./chain.ts";
import type { KeyMaterial } from "./material.ts";
import type { SigningKeyRow } from "./repository.ts";

/** What a holder is built from. */
export interface HolderParts {
  readonly material: KeyMaterial;
  readonly clock: Clock;
  readonly log: Logger;
  readonly issuer: string;
  readonly audience: string;
}

/** A key that can be used here, with its row. */
interface HeldKey extends SigningKeyRow {
  readonly key: JwtKey;
}

/** The keys that this process holds, and the one maker and judge of tokens made of them. */
export const createHolder = ({ material, clock, log, issuer, audience }: HolderParts) => {
  const unreadable = new Set<string>();
  let rows: readonly SigningKeyRow[] = [];
  let keys: readonly HeldKey[] = [];
  let jwt: Jwt | undefined;
  let turn = Number.POSITIVE_INFINITY;

  const arrange = (now: number): void => {
    const signing = signingAt(keys, now);
    const others = keys.filter((key) => key !== signing);
    jwt =
      signing === undefined
        ? undefined
        : createJwt({ keys: [signing, ...others].map(({ key }) => key), issuer, audience, clock });
    turn = nextTurn(keys, now);
  };
  const hold = (row: SigningKeyRow): readonly HeldKey[] => {
    const key = material.read(row);
    if (key !== undefined) return [{ ...row, key }];
    if (!unreadable.has(row.kid)) {
      unreadable.add(row.kid);
      log.warn("a signing key was made under another JWT_SECRET_KEY; its tokens are refused", {
        kid: row.kid,
      });
    }
    return [];
  };
  return {
    rows: () => rows,
    keys: () => keys,
    replace: (found: readonly SigningKeyRow[]): void => {
      const now = clock.now();
      rows = found;
      keys = found
        .filter((row) => (row.expires_at ?? Number.POSITIVE_INFINITY) > now)
        .flatMap(hold);
      arrange(now);
    },
    /** @throws {Error} before the keys were read. */
    jwt: (): Jwt => {
      const now = clock.now();
      if (now >= turn) arrange(now);
      if (jwt === undefined) throw new Error("signing keys were not read yet");
      return jwt;
    },
    isReady: () => jwt !== undefined,
  };
};

/** The keys that a process holds. */
export type Holder = ReturnType<typeof createHolder>;
