import type { CounterChild, HistogramChild } from "#telemetry";

/** What one route counts; its children are resolved at boot or at first use of a status. */
export interface RouteRecorder {
  readonly route: string;
  readonly method: string;
  /** The members of an access line that are the same for all requests of the route. */
  readonly described: string;
  /** Whether the application asks it itself, again and again. */
  readonly isProbed: boolean;
  readonly duration: HistogramChild;
  readonly byStatus: Map<number, CounterChild>;
}
