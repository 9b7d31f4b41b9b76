import { matchTotp } from "#crypto";
import type { AccountRow } from "#modules/accounts";
import type { Origin } from "#modules/sessions";
import type { Attempt, Proven, Refused, ShownFactor } from "../challenge-repository.ts";
import { hashRecoveryCode } from "../codes/recovery-codes.ts";
import type { TypedCode } from "../codes/typed-codes.ts";
import { factorLockedMail, recoveryUsedMail } from "../mails.ts";
import { announce, type MfaParts, secretContext, tell } from "../parts.ts";

/** Builds tries to prove a second factor, and does what follows from them. */
export const createAttempts = (parts: MfaParts) => {
  const { sealer, keyring, clock, lockRule } = parts;

  const shown = (accountId: string, { method, code }: TypedCode, now: number): ShownFactor => {
    if (method === "recovery") {
      return { method, codeHash: hashRecoveryCode(keyring, accountId, code) };
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

  /** Failures are counted by factor, and apart for a known device (ID-11, ID-12). */
  const attempt = (accountId: string, typed: TypedCode, deviceId: string | undefined): Attempt => {
    const now = clock.now();
    const accountSubject = `${accountId}/${typed.method}`;
    return {
      accountId,
      shown: shown(accountId, typed, now),
      subject: deviceId === undefined ? accountSubject : `${accountSubject}/${deviceId}`,
      accountSubject,
      now,
      rule: lockRule,
    };
  };

  const refused = (
    { reason, before, after }: Refused,
    { method }: TypedCode,
    account: AccountRow,
    origin: Origin,
  ): void => {
    parts.countCheck(method, reason);
    announce(parts, {
      name: "mfa.failed",
      severity: "warning",
      accountId: account.id,
      origin,
      data: { method, reason },
    });
    if (after.lockLevel <= before.lockLevel) return;
    const isFirst = after.lockLevel === 1;
    announce(parts, {
      name: "mfa.locked",
      // One alert until somebody gets in; what follows is the same attack (ID-14).
      severity: isFirst ? "alert" : "warning",
      accountId: account.id,
      origin,
      data: { method, failures: after.failedAttempts, lock: after.lockLevel },
    });
    if (isFirst) {
      tell(parts, account.email, factorLockedMail(parts.mailContext(), after.lockedUntil));
    }
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
    tell(parts, account.email, recoveryUsedMail(parts.mailContext(), codesLeft, clock.now()));
  };

  return { attempt, refused, proven };
};
