import {
  addressKey,
  isUuid,
  type SecurityEvent,
  type SecurityOutcome,
  securityOutcome,
} from "#core";
import { redact } from "#telemetry";

/** A security event as it is kept: bounded, without secrets and without anything that was sent. */
export interface SecurityRecord {
  /** Orders records by the time at which they were heard. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** A name of the catalogue. */
  readonly name: string;
  readonly severity: SecurityEvent["severity"];
  readonly outcome: SecurityOutcome;
  readonly requestId: string | null;
  /** Path of the route, with its parameters unfilled. */
  readonly route: string | null;
  /** The client's address, of IPv6 the /64. */
  readonly address: string | null;
  /** Whom it concerns. */
  readonly accountId: string | null;
  /** The administrator who did it. */
  readonly actorId: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

const MAX_TEXT = 200;
const MAX_DETAILS = 16;

/** Members of the data that have a place of their own. */
const PLACED: ReadonlySet<string> = new Set(["route", "by"]);

const clean = (text: string, max = MAX_TEXT): string =>
  text
    .slice(0, max)
    // A surrogate pair that the cut parted.
    .toWellFormed()
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();

const textOrNull = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? clean(value) || null : null;

const accountOrNull = (value: unknown): string | null =>
  typeof value === "string" && isUuid(value) ? value : null;

const detailsOf = (event: SecurityEvent): SecurityRecord["details"] => {
  const { data = {}, subject, traceId } = event;
  // `by` is an account where an administrator did it, and else says how something is counted.
  const isPlaced = (key: string): boolean =>
    key === "by" ? accountOrNull(data[key]) !== null : PLACED.has(key);
  const kept = Object.entries(data)
    // Whom it concerns stands in one place only, so that one place has to be erased.
    .filter(([key, value]) => !isPlaced(key) && value !== subject)
    .slice(0, MAX_DETAILS);
  const named = subject === undefined || isUuid(subject) ? kept : [...kept, ["about", subject]];
  const traced = traceId === undefined ? named : [...named, ["traceId", traceId]];
  const safe = redact(Object.fromEntries(traced)) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(safe).map(([key, value]) => [
      clean(key, 60),
      typeof value === "number" || typeof value === "boolean" ? value : clean(String(value)),
    ]),
  );
};

/** What is kept of an event. */
export const recordOf = (
  event: SecurityEvent,
  stamp: Pick<SecurityRecord, "id" | "at">,
): SecurityRecord => {
  const { name, severity, requestId, clientAddress, subject, data = {} } = event;
  const address = textOrNull(clientAddress);
  return {
    ...stamp,
    name: clean(name, 100),
    severity,
    outcome: securityOutcome(event),
    requestId: textOrNull(requestId),
    route: textOrNull(data["route"]),
    address: address === null ? null : addressKey(address),
    accountId: accountOrNull(subject),
    actorId: accountOrNull(data["by"]),
    details: detailsOf(event),
  };
};
