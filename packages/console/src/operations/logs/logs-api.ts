import type { ApiClient } from "../../client/index.ts";

/** How grave a line is, least first. */
export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
/** See {@link LEVELS}. */
export type LogLevel = (typeof LEVELS)[number];

/** A line of the log; every other field stands beside the known ones. */
export interface LogLine {
  readonly level: LogLevel;
  /** ISO 8601. */
  readonly time: string;
  readonly component: string;
  readonly message: string;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly category?: string;
  readonly [field: string]: unknown;
}

/** Which lines are shown; an empty text asks for nothing special. */
export interface LineQuestion {
  readonly level: string;
  readonly component: string;
  readonly category: string;
  readonly requestId: string;
  readonly traceId: string;
}

/** How much is logged, and until when; milliseconds since the epoch. */
export interface LogLevelState {
  readonly level: LogLevel;
  readonly configured: LogLevel;
  readonly until: number | null;
}

/** A stretch of time, in seconds since the epoch. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The newest lines, and what waits for the central store. */
export interface RecentLines {
  readonly lines: readonly string[];
  /** When the oldest line was written that the process remembers, in ISO 8601. */
  readonly oldestAt: string | null;
  readonly shipping: { readonly waitingBytes: number; readonly isFailing: boolean } | null;
}

const ROOT = "/api/v1/admin/logs";

const queryOf = (question: LineQuestion): string => {
  const given = Object.entries(question).filter(([, value]) => value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
};

/** Where lines are streamed from. */
export const followAddress = (question: LineQuestion): string => `${ROOT}/live${queryOf(question)}`;

/** Names the calls about the log. */
export const createLogsApi = (client: ApiClient) => ({
  recent: (question: LineQuestion, signal?: AbortSignal) =>
    client.get<RecentLines>(`${ROOT}${queryOf(question)}`, signal),
  between: (question: LineQuestion, { from, to }: Stretch, signal?: AbortSignal) => {
    const query = new URLSearchParams(queryOf(question));
    query.set("from", String(from * 1_000));
    query.set("to", String(to * 1_000));
    return client.get<RecentLines>(`${ROOT}?${query.toString()}`, signal);
  },
  level: (signal?: AbortSignal) => client.get<LogLevelState>(`${ROOT}/level`, signal),
  setLevel: (level: LogLevel, minutes: number) =>
    client.request<LogLevelState>({
      method: "PUT",
      path: `${ROOT}/level`,
      body: { level, minutes },
    }),
  resetLevel: () => client.request<LogLevelState>({ method: "DELETE", path: `${ROOT}/level` }),
});
