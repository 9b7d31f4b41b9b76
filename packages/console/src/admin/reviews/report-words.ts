import type { ReportLine } from "../admin-api.ts";

const DAY_MS = 86_400_000;

/** Days without a sign-in after which somebody should ask whether the account is still needed. */
export const STALE_DAYS = 90;

/** What a reviewer should look at in a line. */
export interface Concern {
  readonly id: "never-used" | "stale" | "no-second-factor";
  readonly words: string;
}

/** Whole days since an ISO time. */
const daysSince = (iso: string, now: Date): number =>
  Math.floor((now.getTime() - Date.parse(iso)) / DAY_MS);

/** What a reviewer should look at; nothing for accounts that nobody can use. */
export const concernsOf = (line: ReportLine, now: Date): readonly Concern[] => {
  if (line.disabled) return [];
  const concerns: Concern[] = [];
  if (line.lastSignInAt === null) concerns.push({ id: "never-used", words: "never signed in" });
  else if (daysSince(line.lastSignInAt, now) > STALE_DAYS) {
    concerns.push({ id: "stale", words: `not used for ${daysSince(line.lastSignInAt, now)} days` });
  }
  if (line.permissions.length > 0 && !line.mfa) {
    concerns.push({ id: "no-second-factor", words: "privileged without a second factor" });
  }
  return concerns;
};

/** Ways to order a report. */
export type Order = "unused" | "recent" | "role" | "email";

const lastUse = ({ lastSignInAt }: ReportLine): number =>
  lastSignInAt === null ? Number.NEGATIVE_INFINITY : Date.parse(lastSignInAt);

const compare = (a: number | string, b: number | string): number => (a === b ? 0 : a < b ? -1 : 1);

const ORDERS: Readonly<Record<Order, (a: ReportLine, b: ReportLine) => number>> = {
  unused: (a, b) => compare(lastUse(a), lastUse(b)),
  recent: (a, b) => compare(lastUse(b), lastUse(a)),
  role: (a, b) => compare(a.role, b.role) || compare(a.email, b.email),
  email: (a, b) => compare(a.email, b.email),
};

/** The lines in an order; who never signed in counts as unused the longest. */
export const inOrder = (lines: readonly ReportLine[], order: Order): readonly ReportLine[] =>
  lines.toSorted(ORDERS[order]);
