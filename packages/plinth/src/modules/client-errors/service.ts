import type { Logger } from "#telemetry";
import type { ClientErrorReport } from "./schema.ts";

/** Takes reports. */
export interface ClientErrors {
  /** Writes one line and counts; keeps nothing. */
  readonly report: (report: ClientErrorReport, requestId: string) => void;
}

/** Builds it; the log hides secrets in what pages send, as in everything else. */
export const createClientErrors = (parts: {
  readonly log: Pick<Logger, "warn">;
  readonly count: () => void;
}): ClientErrors => ({
  report: ({ id, message, component, page }, requestId) => {
    parts.count();
    // Said by a stranger's browser: its own members, so that nobody takes it for our own words.
    parts.log.warn("a page reported a fault", {
      category: "client",
      requestId,
      report: { id, message, part: component, page },
    });
  },
});
