import type { Bar, EventSummary, NameCount, SecurityEvent, WindowName } from "./events-api.ts";

/** What stands before the dot of a name, as people say it. */
const TOPICS: Readonly<Record<string, string>> = {
  signin: "Sign-in",
  mfa: "Second factor",
  "step-up": "Proof of identity",
  refresh: "Refresh token",
  "api-key": "API key",
  csrf: "Cross-site request",
  csp: "Page policy",
  inspection: "Inspection of input",
  upload: "Upload",
  outbound: "Call to another host",
  "magic-link": "Link to sign in",
  "signing-key": "Signing key",
};

/** "signin.failed" as "Sign-in failed"; a name that is new here is taken apart as well. */
export const nameWords = (name: string): string => {
  const [topic = "", ...rest] = name.split(".");
  const plain = topic.replaceAll("-", " ");
  const words = TOPICS[topic] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
  return [words, ...rest.map((part) => part.replaceAll("-", " "))].join(" ");
};

/** What came of it, and how it looks. */
export const outcomeWords = (
  outcome: SecurityEvent["outcome"],
): { readonly label: string; readonly tone: "plain" | "ok" | "warn" | "danger" } => {
  if (outcome === "refused") return { label: "refused", tone: "warn" };
  return outcome === "noticed"
    ? { label: "noticed", tone: "plain" }
    : { label: "happened", tone: "ok" };
};

const REASONS: Readonly<Record<string, string>> = {
  unknown: "not known here",
  locked: "the account is locked",
  unverified: "the address is not confirmed",
  disabled: "the account is disabled",
  missing: "not signed",
  replayed: "used before",
  token: "no token of the session",
  site: "begun by another site",
  origin: "begun by another origin",
  permission: "without the permission",
  role: "without the role",
};

/** Why something was refused; a reason that is new here stays as it is. */
export const reasonWords = (reason: unknown): string | undefined =>
  typeof reason === "string" ? (REASONS[reason] ?? reason.replaceAll("-", " ")) : undefined;

/** How grave it is, in a word; nothing for what is ordinary. */
export const severityWords = (severity: SecurityEvent["severity"]): string | undefined =>
  severity === "alert" ? "grave" : undefined;

const DETAIL_NAMES: Readonly<Record<string, string>> = {
  rule: "Rule",
  class: "Class",
  field: "Field",
  reason: "Reason",
  method: "Method",
  findings: "Findings",
  limit: "Limit",
  windowSeconds: "Window in seconds",
  retryAfterSeconds: "Free again after seconds",
  identity: "Counted as",
  by: "Counted by",
  dryRun: "In dry run",
  lastEvent: "Last event",
  countedBy: "Counted by",
};

/** Name of a detail: ours in words, another as it is. */
export const detailName = (key: string): string => DETAIL_NAMES[key] ?? key;

/** A detail as people read it. */
export const detailValue = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "yes" : "no") : String(value);

/** The windows that can be shown. */
export const WINDOW_CHOICES = [
  { value: "1h", label: "1 hour" },
  { value: "24h", label: "24 hours" },
  { value: "7d", label: "7 days" },
] as const;

const MEMBERS = { "1h": "hour", "24h": "day", "7d": "week" } as const;

/** How often a name came within a window. */
export const countIn = (count: NameCount, window: WindowName): number => count[MEMBERS[window]];

/** What the tiles add up. */
const TILES: readonly { readonly label: string; readonly isMeant: (name: string) => boolean }[] = [
  {
    label: "Failed sign-ins",
    isMeant: (name) => /^(signin|mfa|passkey|step-up)\.failed$/.test(name),
  },
  { label: "Blocked input", isMeant: (name) => name === "inspection.blocked" },
  { label: "Limits passed", isMeant: (name) => name === "limit.exceeded" },
  {
    label: "Access and forgery refused",
    isMeant: (name) => name === "access.denied" || name === "csrf.refused",
  },
  { label: "Addresses blocked", isMeant: (name) => name === "address.blocked" },
];

/** One figure at the head of the page. */
export interface Tile {
  readonly label: string;
  readonly count: number;
}

/** The figures at the head of the page. */
export const tilesOf = ({ names, window }: EventSummary): readonly Tile[] =>
  TILES.map(({ label, isMeant }) => ({
    label,
    count: names
      .filter(({ name }) => isMeant(name))
      .reduce((sum, count) => sum + countIn(count, window), 0),
  }));

const times = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** When a bar begins, as long as the window needs it. */
export const barTime = (from: string, window: WindowName): string =>
  (window === "7d" ? days : times).format(new Date(from));

/** What the chart shows, in one sentence. */
export const chartWords = (series: readonly Bar[], window: WindowName): string => {
  const refusals = series.reduce((sum, bar) => sum + bar.refusals, 0);
  const others = series.reduce((sum, bar) => sum + bar.others, 0);
  const most = series.toSorted((a, b) => b.refusals - a.refusals)[0];
  const peak =
    most === undefined || most.refusals === 0
      ? ""
      : ` Most refusals, ${most.refusals}, came in the part that begins ${barTime(most.from, window)}.`;
  return `${refusals} refused and ${others} other events.${peak}`;
};

/** The names that can be chosen: those of the last week first, by how often they came. */
export const nameChoices = (names: readonly NameCount[], chosen: string) => {
  const came = names.filter(({ week, name }) => week > 0 || name === chosen);
  const rest = names.filter((count) => !came.includes(count));
  const label = ({ name, week }: NameCount) => ({
    value: name,
    label: nameWords(name),
    ...(week > 0 ? { note: `${week} this week` } : {}),
  });
  const known = [...came.toSorted((a, b) => b.week - a.week), ...rest].map(label);
  const isKnown = chosen === "" || names.some(({ name }) => name === chosen);
  return [
    { value: "", label: "Everything" },
    ...(isKnown ? [] : [{ value: chosen, label: nameWords(chosen) }]),
    ...known,
  ];
};
