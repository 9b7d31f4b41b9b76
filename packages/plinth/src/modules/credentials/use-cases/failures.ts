import type { AccountRow } from "#modules/accounts";
import { eventOrigin, type Origin } from "#modules/sessions";
import type { LockState } from "#services/lockout";
import type { CredentialParts } from "../parts.ts";
import type { LockSubject } from "../repository.ts";
import type { LockNotice } from "./unlock.ts";

/** Why a password did not do. */
export type Reason = "unknown" | "wrong-password" | "locked" | "disabled";

/** A password that did not do. */
export interface Failure {
  /** Whose failures are counted. */
  readonly of: LockSubject;
  readonly reason: Reason;
  /** Undefined for an address without one. */
  readonly account: AccountRow | undefined;
  /** Who it was, in the event: the account's id or a reference to the address. */
  readonly subject: string;
  readonly event: "signin.failed" | "step-up.failed";
  readonly origin: Origin;
}

/** Builds what counts a failure and tells whoever should know. */
export const createFailures = (parts: CredentialParts, notice: Pick<LockNotice, "tell">) => {
  const { repository, clock, events, lockRule } = parts;

  const announceLock = (account: AccountRow, after: LockState, origin: Origin): void => {
    const isFirst = after.lockLevel === 1;
    events.emit("security", {
      name: "account.locked",
      // One alert until somebody gets in; what follows is the same attack (ID-14).
      severity: isFirst ? "alert" : "warning",
      ...eventOrigin(origin),
      subject: account.id,
      data: { failures: after.failedAttempts, lock: after.lockLevel },
    });
  };

  return async ({ of, reason, account, subject, event, origin }: Failure): Promise<void> => {
    const { before, after } = await repository.recordFailure(
      of,
      clock.now(),
      lockRule,
      async (tx, count) => {
        // The first lock until somebody gets in, of whoever there is and of nobody alike.
        if (count.after.lockLevel !== 1 || count.before.lockLevel >= 1) return;
        const accountId = account?.id ?? null;
        await notice.tell(tx, { accountId, lockedUntil: count.after.lockedUntil }, origin);
      },
    );
    events.emit("security", {
      name: event,
      severity: "warning",
      ...eventOrigin(origin),
      subject,
      data: { reason },
    });
    if (account !== undefined && after.lockLevel > before.lockLevel) {
      announceLock(account, after, origin);
    }
  };
};
