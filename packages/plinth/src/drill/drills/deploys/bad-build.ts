import type { Drill, Scene } from "../../drill.ts";
import type { DrillBuild } from "../../instance/messages.ts";
import { openSlots } from "../../support/slots.ts";
import { readEntries, startWriting, tally } from "../../support/writing.ts";

const LANES = 4;
const TIMEOUT_MS = 40_000;
/** From the switch to the release before serving again (DEP-04). */
const BACK_MS = 30_000;
const WATCH_MS = 6_000;

const BUILDS: readonly {
  readonly fault: NonNullable<DrillBuild["fault"]>;
  readonly what: string;
  readonly outcome: "refused" | "rolled back";
}[] = [
  { fault: "crash", what: "ends at its start", outcome: "refused" },
  { fault: "unready", what: "does not get ready", outcome: "refused" },
  { fault: "fail-later", what: "is well, and not any more once it serves", outcome: "rolled back" },
  { fault: "hang", what: "hangs at its start", outcome: "refused" },
];

const run = async (scene: Scene) => {
  const { incident, defer } = scene;
  const slots = await openSlots(scene, WATCH_MS);
  const begunAt = incident.elapsed();
  const first = await slots.deploy({ tables: 0 });
  const firstMs = incident.elapsed() - begunAt;
  if (first.outcome !== "deployed") throw new Error(`nothing serves: ${first.reason}`);
  const serving = slots.conductor.state().active?.release.version;
  const writing = startWriting({
    ...{ url: slots.url, prefix: "b", elapsed: incident.elapsed, defer },
    ...{ lanes: LANES, timeoutMs: TIMEOUT_MS },
  });
  const faults: string[] = [];
  let backMs = 0;
  for (const { fault, what, outcome } of BUILDS) {
    incident.note(`a build is deployed that ${what}`);
    // It brings a table as well: the release before has to live with it.
    const ended = await slots.deploy({ tables: 1, fault });
    const endedAt = incident.note(`${ended.outcome}: ${ended.reason}`);
    if (outcome === "rolled back") backMs = endedAt - slots.switchedAt();
    if (ended.outcome !== outcome) faults.push(`a build that ${what} was ${ended.outcome}`);
    const now = slots.conductor.state().active?.release.version;
    if (now !== serving) faults.push(`after a build that ${what}, release ${now} serves`);
  }
  await writing.end();
  const failed = writing.written.filter(({ status }) => status !== 201);
  if (failed.length > 0) {
    faults.push(
      `${failed.length} of ${writing.written.length} requests failed: ${failed[0]?.status}`,
    );
  }
  const limitMs = Math.max(BACK_MS, 2 * firstMs);
  if (backMs > limitMs) faults.push(`back after ${backMs} ms, not ${limitMs}`);
  incident.note(`${writing.written.length} requests, ${failed.length} failed`);
  const counted = tally(writing.acknowledged, await readEntries(slots.url));
  await slots.close();
  return { recoverMs: backMs, lost: counted.lost, faults: [...faults, ...counted.faults] };
};

/** Builds that crash, hang, do not get ready, or fail once they serve (DEP-04). */
export const badBuild: Drill = {
  id: "bad-build",
  claim: "A bad build ends with the release of before serving, and nobody notices",
  holds: [
    "a build that ends or hangs at its start, or does not get ready, never gets a request",
    "one that fails once it serves is taken back by itself within 30 s, or twice a first deploy",
    "no request fails, and every acknowledged write is there: data is never put back",
  ],
  requirements: ["DEP-04", "P-062"],
  standard: "automatic rollback",
  severity: "high",
  remedy: "Declare in `health` what the application cannot do without, and name smoke paths",
  shelfLifeDays: 30,
  sabotages: ["claims-health"],
  run,
};
