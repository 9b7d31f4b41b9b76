import { matchTotp } from "#crypto";
import type { AccountRow, AlsoWrite } from "#modules/accounts";
import { announce, type Origin, tellOwner } from "#modules/sessions";
import type { Attempt, Proven, Refused, ShownFactor } from "../challenge-repository.ts";
import { recoveryCodeHashes } from "../codes/recovery-codes.ts";
import type { TypedCode } from "../codes/typed-codes.ts";
import { factorLockedMail, recoveryUsedMail } from "../mails.ts";
import { type MfaParts, secretContext } from "../parts.ts";

/** Builds tries to prove a second factor, and does what follows from them. */
export const createAttempts = (parts: MfaParts) => {
  const { sealer, keyring, clock, lockRule } = parts;

  const shown = (accountId: string, { method, code }: TypedCode, now: number): ShownFactor => {
    if (method === "recovery") {
      return { method, codeHashes: recoveryCodeHashes(keyring, accountId, code) };
    }
    return {
      method,
      stepOf: ({ id, secret, last_step }) => {
        // What was moved here from another account or factor does not open, and proves nothing.
        const opened = sealer.open(secret, secretContext(accountId, id));
        return opened && matchTotp(opened, code, { now, after: last_step });
      },
    };
  };

  /** Whether a try began the first lock until somebody gets in. */
  const isFirstLock = ({ before, after }: Refused): boolean =>
    after.lockLevel > before.lockLevel && after.lockLevel === 1;

  /** The owner hears of a lock and of a used recovery code. */
  const telling =
    (account: AccountRow, { method }: TypedCode, origin: Origin): AlsoWrite<Refused | Proven> =>
    async (tx, outcome) => {
      const context = parts.mailContext(account.language);
      if (outcome.kind === "proven") {
        if (method !== "recovery") return;
        const text = recoveryUsedMail(context, outcome.codesLeft, clock.now());
        await tellOwner(parts, tx, account, text, origin);
      } else if (isFirstLock(outcome)) {
        const text = factorLockedMail(context, outcome.after.lockedUntil);
        await tellOwner(parts, tx, account, text, origin);
      }
    };

  /** Failures are counted by factor, and apart for a known device (ID-11, ID-12). */
  const attempt = (
    account: AccountRow,
    typed: TypedCode,
    deviceId: string | undefined,
    origin: Origin,
  ): Attempt => {
    const { id: accountId } = account;
    const now = clock.now();
    const accountSubject = `${accountId}/${typed.method}`;
    return {
      accountId,
      shown: shown(accountId, typed, now),
      subject: deviceId === undefined ? accountSubject : `${accountSubject}/${deviceId}`,
      accountSubject,
      now,
      rule: lockRule,
      also: telling(account, typed, origin),
    };
  };

  const refused = (
    outcome: Refused,
    { method }: TypedCode,
    account: AccountRow,
    origin: Origin,
  ): void => {
    const { reason, before, after } = outcome;
    parts.countCheck(method, reason);
    announce(parts, {
      name: "mfa.failed",
      severity: "warning",
      accountId: account.id,
      origin,
      data: { method, reason },
    });
    if (after.lockLevel <= before.lockLevel) return;
    announce(parts, {
      name: "mfa.locked",
      // One alert until somebody gets in; what follows is the same attack (ID-14).
      severity: isFirstLock(outcome) ? "alert" : "warning",
      accountId: account.id,
      origin,
      data: { method, failures: after.failedAttempts, lock: after.lockLevel },
    });
  };

  const proven = (
    { codesLeft }: Proven,
    { method }: TypedCode,
    account: AccountRow,
    origin: Origin,
  ): void => {
    parts.countCheck(method, "right");
    if (method !== "recovery") return;
    announce(parts, {
      name: "mfa.recovery-code-used",
      severity: "warning",
      accountId: account.id,
      origin,
      data: { left: codesLeft },
    });
  };

  return { attempt, refused, proven };
};
