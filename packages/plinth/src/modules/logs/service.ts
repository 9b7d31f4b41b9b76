import type { Live } from "#services/live";
import type { LineFilter, LineLevel, LineRing } from "#telemetry";
import type { LevelControl, LevelView } from "./level.ts";
import type { LogOutputs } from "./outputs.ts";
import type { LogTails } from "./tails.ts";

/** Lines that one answer holds at most. */
const MAX_LINES = 500;

/** What the service is built from. */
export interface LogsParts {
  readonly ring: Pick<LineRing, "find" | "oldestAt">;
  readonly tails: LogTails;
  readonly levels: Pick<LevelControl, "view" | "set" | "reset">;
  readonly outputs: Pick<LogOutputs, "shipping">;
  readonly live: Pick<Live, "publish">;
}

/** Builds the log as administrators see it. */
export const createLogs = ({ ring, tails, levels, outputs, live }: LogsParts) => {
  const told = (view: LevelView): LevelView => {
    live.publish("logs", { level: view.level });
    return view;
  };
  return {
    recent: (filter: LineFilter) => ({
      lines: ring.find(filter, MAX_LINES).map((line) => JSON.stringify(line)),
      oldestAt: ring.oldestAt() ?? null,
      shipping: outputs.shipping() ?? null,
    }),
    follow: (filter: LineFilter, onLine: (line: string) => void): (() => void) =>
      tails.add(filter, onLine),
    level: levels.view,
    setLevel: async (level: LineLevel, minutes: number) => told(await levels.set(level, minutes)),
    resetLevel: async () => told(await levels.reset()),
  };
};

/** See {@link createLogs}. */
export type LogsService = ReturnType<typeof createLogs>;
