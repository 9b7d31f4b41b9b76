import type { ReportLine } from "../../../packages/plinth/src/readiness/index.ts";
import { beginAudit } from "./audit.ts";
import { missingFor, STRANGERS, type Stranger } from "./catalogue.ts";
import type { Workshop } from "./workshop.ts";

/** What was found at one server; a reason where it could not be asked. */
export interface Visit {
  readonly stranger: Stranger;
  /** One line for each look. */
  readonly lines: readonly ReportLine[] | undefined;
  /** What is missing on this machine. */
  readonly missing?: string | undefined;
}

const SIDE_BY_SIDE = 4;

/** Runs jobs, so many at a time. */
const pooled = async (
  jobs: readonly (() => Promise<void>)[],
  sideBySide: number,
): Promise<void> => {
  const queue = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await job();
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
};

const whyNot = async (stranger: Stranger, workshop: Workshop): Promise<string | undefined> => {
  if (stranger.kind !== "node-packages") return missingFor(stranger.kind);
  const why = await workshop.packages;
  return why === undefined ? undefined : `its packages (${why.trim().split("\n")[0]})`;
};

/**
 * Audits all servers at depth look by the command, some side by side; what needs no packages comes
 * first, while they are fetched. Of servers that cannot run here it says why.
 */
export const visitAll = async (workshop: Workshop): Promise<readonly Visit[]> => {
  const visits = new Map<string, Visit>();
  const waits: Promise<void>[] = [];
  const visit = (stranger: Stranger) => async (): Promise<void> => {
    const missing = await whyNot(stranger, workshop);
    if (missing !== undefined) {
      visits.set(stranger.name, { stranger, lines: undefined, missing });
      return;
    }
    const server = await workshop.start(stranger);
    const { busy, whole } = beginAudit(server.url);
    const finish = async (): Promise<void> => {
      try {
        visits.set(stranger.name, { stranger, lines: await whole });
      } finally {
        await busy.catch(() => undefined);
        await server.stop();
      }
    };
    const finished = finish();
    // What goes wrong is told at the end, when every server is stopped.
    finished.catch(() => undefined);
    waits.push(finished);
    await busy.catch(() => undefined);
  };
  await pooled(STRANGERS.map(visit), SIDE_BY_SIDE);
  await Promise.allSettled(waits);
  await Promise.all(waits);
  return STRANGERS.flatMap(({ name }) => visits.get(name) ?? []);
};
