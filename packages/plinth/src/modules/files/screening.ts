import type { Events } from "#core";
import type { Scanner } from "#services/scan";
import type { Counter } from "#telemetry";
import { fileErrors } from "./errors.ts";

const RETRY_SECONDS = "60";

/** What is known of a file before it is kept. */
export type Screened =
  | { readonly scan: "clean" | "unscanned" }
  | { readonly scan: "infected"; readonly signature: string };

/** Asks a scanner about a file, and decides what not to know means. */
export type Screen = (path: string) => Promise<Screened>;

/** What screening is made of. */
export interface ScreenParts {
  readonly mode: "off" | "required" | "best-effort";
  readonly scanner: Scanner;
  readonly events: Events;
  readonly scans: Counter;
  readonly onUnavailable: (because: string) => void;
}

/**
 * Builds the screen. A scanner that is out of reach is announced once, until it answers again.
 * @throws {AppError} SCANNER_UNAVAILABLE, from the screen, where no file is kept unscanned.
 */
export const createScreen = (parts: ScreenParts): Screen => {
  const { mode, scanner, events, scans, onUnavailable } = parts;
  let wasThere = true;
  return async (path) => {
    if (mode === "off") return { scan: "unscanned" };
    const verdict = await scanner.scan(path);
    scans.child({ result: verdict.kind }).inc();
    if (verdict.kind !== "unavailable") {
      wasThere = true;
      return verdict.kind === "clean"
        ? { scan: "clean" }
        : { scan: "infected", signature: verdict.signature };
    }
    onUnavailable(verdict.because);
    if (wasThere) {
      wasThere = false;
      events.emit("security", {
        name: "scanner.unavailable",
        severity: "warning",
        data: { keepsUnscanned: mode === "best-effort" },
      });
    }
    if (mode === "best-effort") return { scan: "unscanned" };
    throw fileErrors.make.SCANNER_UNAVAILABLE({ headers: { "Retry-After": RETRY_SECONDS } });
  };
};
