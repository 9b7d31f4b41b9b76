import type { ErrorGroup, GroupSource, GroupState } from "./errors-api.ts";

/** The states that can be chosen; the empty one shows all. */
export const STATES = [
  { value: "open", label: "Open" },
  { value: "resolved", label: "Resolved" },
  { value: "muted", label: "Muted" },
  { value: "all", label: "All" },
] as const;

/** Where faults come up, to be chosen. */
export const SOURCES = [
  { value: "all", label: "Everywhere" },
  { value: "server", label: "Server" },
  { value: "job", label: "Jobs" },
  { value: "browser", label: "Pages" },
] as const;

const SOURCE_WORDS: Readonly<Record<GroupSource, string>> = {
  server: "server",
  job: "job",
  browser: "page",
};

/** Where a group came up, such as "server". */
export const sourceWords = (source: GroupSource): string => SOURCE_WORDS[source];

const STATE_WORDS: Readonly<
  Record<GroupState, { readonly label: string; readonly tone: "plain" | "ok" | "danger" }>
> = {
  open: { label: "Open", tone: "danger" },
  resolved: { label: "Resolved", tone: "ok" },
  muted: { label: "Muted", tone: "plain" },
};

/** What a state is called, and how it looks. */
export const stateWords = (state: GroupState) => STATE_WORDS[state];

const count = new Intl.NumberFormat("en-GB");

/** "1 time", "1,204 times". */
export const timesWords = (times: number): string =>
  `${count.format(times)} ${times === 1 ? "time" : "times"}`;

/** That a group was resolved and came again; undefined where it never did. */
export const returnWords = ({
  returns,
  state,
}: Pick<ErrorGroup, "returns" | "state">): string | undefined => {
  if (returns === 0 || state !== "open") return undefined;
  return returns === 1 ? "Came again after it was resolved" : `Came again ${returns} times`;
};

/** How many groups wait for somebody, in a sentence. */
export const openWords = (open: number): string =>
  open === 0
    ? "No group of errors is open."
    : `${count.format(open)} ${open === 1 ? "group of errors is" : "groups of errors are"} open, of all times.`;

const HOUR = 3_600;

/** Values for each hour between two instants, zero where nothing came; seconds since the epoch. */
export const hourly = (
  hours: readonly { readonly from: string; readonly times: number }[],
  from: number,
  to: number,
): { readonly times: readonly number[]; readonly values: readonly number[] } => {
  const known = new Map(hours.map((hour) => [Date.parse(hour.from) / 1_000, hour.times]));
  const first = from - (from % HOUR);
  const length = Math.max(1, Math.floor((to - first) / HOUR) + 1);
  const times = Array.from({ length }, (_, index) => first + index * HOUR);
  return { times, values: times.map((at) => known.get(at) ?? 0) };
};
