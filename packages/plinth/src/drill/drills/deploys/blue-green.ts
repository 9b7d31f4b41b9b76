import type { Drill, Scene } from "../../drill.ts";
import { byCookie, type Person, signUpAll } from "../../support/people.ts";
import { openSlots, type Slots } from "../../support/slots.ts";
import { readEntries, startWriting, tally } from "../../support/writing.ts";

const DEPLOYS = 3;
const LANES = 4;
const TIMEOUT_MS = 40_000;

const isOut = async ({ url }: Slots, people: readonly Person[]): Promise<number> => {
  const statuses = await Promise.all(people.map((person) => byCookie(url, person)));
  return statuses.filter((status) => status !== 200).length;
};

const run = async (scene: Scene) => {
  const { incident, defer } = scene;
  const slots = await openSlots(scene);
  const first = await slots.deploy({ tables: 0 });
  if (first.outcome !== "deployed") throw new Error(`nothing serves: ${first.reason}`);
  const faults: string[] = [];
  // An application without accounts has nobody to sign out.
  const people = await signUpAll(slots.url, 2).catch((): readonly Person[] => []);
  const writing = startWriting({
    ...{ url: slots.url, prefix: "d", elapsed: incident.elapsed, defer },
    ...{ lanes: LANES, timeoutMs: TIMEOUT_MS },
  });
  const count = scene.count ?? DEPLOYS;
  let longestMs = 0;
  for (let number = 1; number <= count; number += 1) {
    const begunAt = incident.note(`deploy ${number} of ${count} under ${LANES} writers`);
    // Every other one brings a table.
    const { outcome, reason } = await slots.deploy({ tables: Math.ceil(number / 2) });
    longestMs = Math.max(longestMs, incident.elapsed() - begunAt);
    if (outcome !== "deployed") faults.push(`deploy ${number} ${outcome}: ${reason}`);
    const out = await isOut(slots, people);
    if (out > 0) faults.push(`${out} of ${people.length} sessions ended with deploy ${number}`);
  }
  await writing.end();
  const failed = writing.written.filter(({ status }) => status !== 201);
  if (failed.length > 0) {
    faults.push(
      `${failed.length} of ${writing.written.length} requests failed: ${failed[0]?.status}`,
    );
  }
  const waitedMs = Math.max(...writing.written.map(({ ms }) => ms));
  incident.note(
    `${writing.written.length} requests, ${failed.length} failed; the longest waited ${Math.round(waitedMs)} ms; a deploy took ${longestMs} ms at most`,
  );
  const counted = tally(writing.acknowledged, await readEntries(slots.url));
  await slots.close();
  return {
    recoverMs: Math.round(waitedMs),
    lost: counted.lost,
    faults: [...faults, ...counted.faults],
  };
};

/** Releases follow each other under a constant load, with changes of the schema (DEP-03). */
export const blueGreen: Drill = {
  id: "blue-green",
  claim: "Deploys lose no request, no session and no write, changes of the schema included",
  holds: [
    `${DEPLOYS} deploys one after the other (--count for more) end with the new release serving`,
    "no request fails meanwhile; who comes at the switch waits",
    "nobody is signed out",
    "every acknowledged write is there afterwards",
  ],
  requirements: ["DEP-03", "P-062"],
  standard: "blue-green deployment; expand and contract",
  severity: "high",
  remedy: "Deploy with plinth front and plinth deploy, and let migrations only expand",
  shelfLifeDays: 30,
  sabotages: ["acknowledge-before-write"],
  run,
};
