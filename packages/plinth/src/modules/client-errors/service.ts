import type { Logger } from "#telemetry";
import type { ClientErrorReport } from "./schema.ts";

/** Takes reports. */
export interface ClientErrors {
  /** Writes one line, counts, and tells the groups of errors. */
  readonly report: (report: ClientErrorReport, requestId: string) => void;
}

/** Builds it; the log hides secrets in what pages send, as in everything else. */
export const createClientErrors = (parts: {
  readonly log: Pick<Logger, "warn">;
  readonly count: () => void;
  /** Puts it with others of the same (ERR-10). */
  readonly note: (report: {
    readonly message: string;
    readonly part: string;
    readonly requestId: string;
  }) => void;
}): ClientErrors => ({
  report: ({ id, message, component, page }, requestId) => {
    parts.count();
    parts.note({ message, part: component, requestId });
    // Said by a stranger's browser: its own members, so that nobody takes it for our own words.
    parts.log.warn("a page reported a fault", {
      category: "client",
      requestId,
      report: { id, message, part: component, page },
    });
  },
});
