/** What an event tells: a request that was turned away, a change that matters, a use, or an alarm. */
export type SecurityKind = "refusal" | "change" | "use" | "alarm";

/** One name of the catalogue. */
export interface SecurityEventDefinition {
  readonly kind: SecurityKind;
  /** How grave it usually is; an announcement may say otherwise. */
  readonly severity: "info" | "warning" | "alert";
  /** What happened, in one sentence for people. */
  readonly about: string;
}

const refusal = (about: string, severity: "info" | "warning" | "alert" = "warning") =>
  ({ kind: "refusal", severity, about }) as const;
const change = (about: string) => ({ kind: "change", severity: "info", about }) as const;
const use = (about: string) => ({ kind: "use", severity: "info", about }) as const;
const alarm = (about: string, severity: "info" | "warning" | "alert" = "alert") =>
  ({ kind: "alarm", severity, about }) as const;

/**
 * Every security event there is (LOG-03). A name that is not here does not compile. A refused
 * request writes exactly one event whose kind is "refusal"; limits write one for each key and window
 * of a burst (RL-13), and requests of a blocked address only move a counter.
 */
export const SECURITY_EVENTS = {
  "signin.failed": refusal("Somebody gave a wrong password, or an account that cannot sign in."),
  "step-up.failed": refusal("Somebody signed in failed to prove once more who they are."),
  "mfa.failed": refusal("A second factor was wrong."),
  "mfa.locked": alarm("Second factors of an account are refused for a while: too many were wrong."),
  "passkey.failed": refusal("An answer of a passkey did not hold."),
  "passkey.cloned": alarm("The counter of a passkey went backwards: a copy of it may exist."),
  "password.change-refused": refusal(
    "The current password was wrong when a new one was to be set.",
  ),
  "account.locked": alarm("An account is locked for a while: too many sign-ins failed."),
  "refresh.reused": refusal("A refresh token was used twice; the session has ended.", "alert"),
  "api-key.refused": refusal("An API key was refused: unknown, revoked, or no longer valid."),
  "signature.refused": refusal("The signature of a request was missing, wrong, or used before."),
  "access.denied": refusal("Somebody known asked for what their account may not do."),
  "csrf.refused": refusal("A request that another site may have forged was refused."),
  "limit.exceeded": refusal("A caller passed a limit; one event for each key and window."),
  "connection.refused": refusal(
    "What came is no HTTP that everybody reads alike, too large or too slow, or one connection too many; one event for each address, reason and minute.",
  ),
  "quota.exceeded": refusal("A caller used up a quota."),
  "quota.warned": alarm("Most of a quota is used up.", "info"),
  "inspection.blocked": refusal("Input that looks like an attack was refused."),
  "inspection.logged": alarm("Input looks like an attack, in a field that is not blocked.", "info"),
  "inspection.alert": alarm("Many requests were refused for what they held, within a minute."),
  "upload.refused": refusal("A file was refused for its size, type or content."),
  "file.quarantined": refusal("A scanner found something in a file: nobody gets it.", "alert"),
  "file.removed": change("An administrator removed a file that lay in quarantine."),
  "scanner.unavailable": alarm("The scanner of files is out of reach.", "warning"),
  "outbound.refused": refusal("A call to an address that must not be called was not made."),
  "csp.violated": alarm("A browser reports that a page tried what its policy forbids.", "info"),
  "address.blocked": alarm("An address that looks like an attacker is blocked for a while."),
  "address.misused": alarm(
    "A page elsewhere has the browser of one address ask for what is refused; for a while nothing is answered that such pages ask.",
    "warning",
  ),
  "address.listed": change("An administrator blocked an address, or lets it in always."),
  "address.unlisted": change("An administrator lifted a block, or took an address off a list."),
  "limit.cleared": change("An administrator gave a caller the budget of a limit back."),
  "limit.overridden": change("An administrator set the limit of a route to something else."),
  "limit.restored": change("An administrator took back what they had set a limit to."),
  "cache.dropped": change("An administrator dropped what a cache held."),
  "webhook.refused": refusal("A message of the payment service was not signed as it should be."),
  "billing.refunded": change("An administrator gave back a payment, or a part of it."),
  "billing.drift": alarm("Subscriptions or payments differ from the payment service.", "warning"),
  "dependency.reset": change("An administrator closed the breaker of a dependency by hand."),
  "degradation.set": change("An administrator switched how the service does something."),
  "limits.degraded": alarm("Redis is out of reach: each node counts limits alone."),
  "limits.restored": alarm("Limits are counted over all nodes again.", "info"),
  "limits.shared-address": alarm("Callers cannot be told apart: they seem to share one address."),
  "limits.addresses-apart": alarm("Callers can be told apart again.", "info"),
  "failover.led": alarm("This instance may write: it leads.", "info"),
  "failover.fenced": alarm("This instance writes nothing: another one may lead."),
  "session.started": use("Somebody signed in."),
  "panic.revoked": alarm("The operator ended all sessions and keys with plinth panic."),
  "session.all-ended": change("An administrator ended all sessions of an account."),
  "session.ended-by-administrator": change("An administrator ended a session."),
  "magic-link.used": use("Somebody signed in with a link from a mail."),
  "passkey.used": use("Somebody signed in with a passkey."),
  "passkey.added": change("A passkey was added to an account."),
  "passkey.removed": change("A passkey was removed from an account."),
  "mfa.enabled": change("An account asks for a second factor from now on."),
  "mfa.disabled": change("An account asks for no second factor any more."),
  "mfa.added": change("A second factor was added to an account."),
  "mfa.removed": change("A second factor was removed from an account."),
  "mfa.codes": change("An account has new recovery codes."),
  "mfa.recovery-code-used": use("Somebody used a recovery code."),
  "mfa.reset": change("An administrator removed all second factors of an account."),
  "password.changed": change("A password was changed."),
  "password.reset": change("A password was set by a link from a mail."),
  "password.link-sent": change("An administrator sent somebody a link to set a password."),
  "account.created": change("An administrator made an account."),
  "account.unlocked": change("An account is open again before its lock ended."),
  "account.email-changed": change("The address of an account was changed."),
  "account.rights-changed": change("Role or state of an account was changed."),
  "account.tier-changed": change("The tier of an account was changed."),
  "role.saved": change("A role was made or changed."),
  "role.removed": change("A role was removed."),
  "signing-key.added": change("A signing key was added."),
  "certificate.renewed": change("Another TLS certificate is served from now on."),
  "certificate.refused": alarm(
    "A new TLS certificate cannot be served; the old one stays.",
    "warning",
  ),
  "certificate.expiring": alarm("The TLS certificate expires soon, or did.", "warning"),
  "attack.stuffing": alarm("One address tries passwords on many accounts; it is blocked."),
  "attack.scanning": alarm("One address looks for what might be there; it is blocked."),
  "attack.travel": alarm("An account signed in from places too far apart; it is locked."),
  "security.alert": alarm("A rule about security events was met; see the alerts."),
} as const satisfies Readonly<Record<string, SecurityEventDefinition>>;

/** A name of the catalogue. */
export type SecurityEventName = keyof typeof SECURITY_EVENTS;

/** Every name, in the order of the catalogue. */
export const SECURITY_EVENT_NAMES = Object.keys(SECURITY_EVENTS) as readonly SecurityEventName[];

/** Whether a text is a name of the catalogue. */
export const isSecurityEventName = (text: string): text is SecurityEventName =>
  Object.hasOwn(SECURITY_EVENTS, text);

/** How an event ended: a request was refused, something came about, or something was noticed. */
export type SecurityOutcome = "refused" | "success" | "noticed";

/** The outcome of an event, by its kind; what a rule in dry run would have refused was let in. */
export const securityOutcome = (event: {
  readonly name: string;
  readonly data?: Readonly<Record<string, unknown>>;
}): SecurityOutcome => {
  // The types keep other names out; what went round them is noticed, and breaks nothing.
  const kind = isSecurityEventName(event.name) ? SECURITY_EVENTS[event.name].kind : "alarm";
  if (kind === "refusal") return event.data?.["dryRun"] === true ? "noticed" : "refused";
  return kind === "alarm" ? "noticed" : "success";
};
