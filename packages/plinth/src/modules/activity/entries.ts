import { type EventMap, isUuid, type SecurityEvent } from "#core";

/** Whether something happened to an account, or was done by it. */
export type Kind = "event" | "deed";

/** Whether it came about, or was turned away. */
export type Outcome = "success" | "refused";

/** What is kept of an event: enough for its owner to recognise it, and no secret. */
export interface Entry {
  readonly accountId: string;
  readonly kind: Kind;
  /** Dotted name of the event, such as "session.started". */
  readonly name: string;
  readonly outcome: Outcome;
  /** What `DETAILS` lists, such as the factors of a sign-in. */
  readonly detail: string | null;
  readonly address: string | null;
  /** The User-Agent header. */
  readonly agent: string | null;
}

const MAX_NAME = 100;
const MAX_DETAIL = 100;
const MAX_ADDRESS = 64;
const MAX_AGENT = 300;

/** The only data of events that is kept: by name of the event, the member that tells more. */
const DETAILS: ReadonlyMap<string, string> = new Map([
  ["session.started", "factors"],
  ["mfa.failed", "method"],
  ["mfa.locked", "method"],
  ["account.rights-changed", "to"],
  ["account.tier-changed", "to"],
]);

/** Told by "session.started", which names the factors; alerts are for whoever operates. */
const NO_NEWS: ReadonlySet<string> = new Set(["magic-link.used", "passkey.used", "security.alert"]);

/** First words of the names of what concerns an account; what an application does is not told here. */
const TOPICS: ReadonlySet<string> = new Set([
  "access",
  "account",
  "api-key",
  "magic-link",
  "mfa",
  "passkey",
  "password",
  "role",
  "session",
]);

/** Deeds that a security event tells better, and those that say nothing to anybody. */
const UNTOLD_DEEDS: ReadonlySet<string> = new Set([
  "mfa.factor-added",
  "mfa.factor-removed",
  "mfa.recovery-codes-made",
  "mfa.setup-begun",
  "passkey.added",
  "passkey.removed",
  "passkey.setup-begun",
  "passkey.step-up-begun",
  "password.changed",
  "session.raised",
  "session.refreshed",
]);

const REFUSED = /(?:^|[.-])(?:cloned|denied|exceeded|failed|locked|refused|reused)$/;

/** Printable text of at most `max` characters; null for nothing. */
const clean = (text: unknown, max: number): string | null => {
  if (typeof text !== "string") return null;
  return (
    text
      .slice(0, max)
      // A surrogate pair that the cut parted.
      .toWellFormed()
      .replace(/[\p{C}\s]+/gu, " ")
      .trim() || null
  );
};

const originIn = (event: { readonly clientAddress?: string; readonly agent?: string }) => ({
  address: clean(event.clientAddress, MAX_ADDRESS),
  agent: clean(event.agent, MAX_AGENT),
});

/** The entry of a security event; undefined for what concerns no account or is no news. */
export const entryOfEvent = (event: SecurityEvent): Entry | undefined => {
  const { name, subject, data = {} } = event;
  if (subject === undefined || !isUuid(subject) || NO_NEWS.has(name)) return undefined;
  if (data["dryRun"] === true) return undefined;
  const member = DETAILS.get(name);
  return {
    accountId: subject,
    kind: "event",
    name: name.slice(0, MAX_NAME),
    outcome: REFUSED.test(name) ? "refused" : "success",
    detail: member === undefined ? null : clean(data[member], MAX_DETAIL),
    ...originIn(event),
  };
};

/** The entry of a deed; only what came about: refusals that matter are security events. */
export const entryOfDeed = (event: EventMap["audit"]): Entry | undefined => {
  const { name, actor, outcome } = event;
  if (actor === undefined || !isUuid(actor) || outcome !== "success") return undefined;
  const [topic = ""] = name.split(".", 1);
  if (!TOPICS.has(topic) || UNTOLD_DEEDS.has(name)) return undefined;
  return {
    accountId: actor,
    kind: "deed",
    name: name.slice(0, MAX_NAME),
    outcome: "success",
    detail: null,
    ...originIn(event),
  };
};
