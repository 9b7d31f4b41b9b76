import type { SecurityEvent } from "#core";
import type { Alerts } from "#services/alerts";
import type { CredentialParts } from "../parts.ts";
import type { LockNotice } from "./unlock.ts";

/** For how long an account is locked that somebody else seems to be in. */
const PROTECTED_MS = 1_800_000;

/** Locks an account and ends its sessions; what a pattern of an attack leads to (OBS-11). */
export type Protect = (event: SecurityEvent) => Promise<void>;

/**
 * Builds it. The owner has a mail with a link that lifts the lock, and signs in on a device that is
 * known as ever; whoever has the password alone does not.
 */
export const createProtect = (
  parts: CredentialParts & { readonly alerts: Pick<Alerts, "respond"> },
  notice: Pick<LockNotice, "tell">,
): Protect => {
  const { repository, sessions, clock, events, alerts } = parts;
  return async ({ subject, requestId, clientAddress }) => {
    if (subject === undefined) return;
    const account = { subject, accountId: subject };
    const rule = { maxAttempts: 1, durationMs: PROTECTED_MS };
    const { before, after } = await repository.recordFailure(
      account,
      clock.now(),
      rule,
      async (tx, count) => {
        if (count.after.lockedUntil === count.before.lockedUntil) return;
        const { lockedUntil } = count.after;
        const origin = requestId === undefined ? {} : { requestId };
        await notice.tell(tx, { accountId: subject, lockedUntil, why: "places" }, origin);
      },
    );
    await sessions.endOthers(subject);
    const until = new Date(after.lockedUntil).toISOString();
    if (after.lockLevel > before.lockLevel) {
      events.emit("security", {
        name: "account.locked",
        severity: "alert",
        ...(requestId === undefined ? {} : { requestId }),
        ...(clientAddress === undefined ? {} : { clientAddress }),
        subject,
        data: { lock: after.lockLevel, reason: "attack.travel" },
      });
    }
    alerts.respond({
      moment: {
        rule: "impossible-travel",
        at: clock.now(),
        value: 1,
        detail: "It signed in from several networks with several devices within 10 minutes.",
        accountId: subject,
      },
      done: `The account is locked until ${until}, all its sessions have ended, and its owner has a mail.`,
    });
  };
};
