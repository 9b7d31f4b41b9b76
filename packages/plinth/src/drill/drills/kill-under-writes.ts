import type { Drill, Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { pause } from "../support/ask.ts";
import { chances } from "../support/chances.ts";
import { fileFaults } from "../support/database-file.ts";
import { readEntries, startWriting, tally, type Writing } from "../support/writing.ts";

const ROUNDS = 3;
/** The next start is ready within this (RES-05), or as soon as the first was, on a slow machine. */
const READY_MS = 5_000;

interface Round {
  readonly detectMs: number;
  readonly recoverMs: number;
  readonly faults: readonly string[];
  readonly next: Instance;
}

const firstFailure = ({ written }: Writing, from: number): number | undefined =>
  written.find(({ status, at }) => status === 0 && at >= from)?.at;

const killOnce = async (
  { start, incident }: Scene,
  instance: Instance,
  writing: Writing,
  afterMs: number,
): Promise<Round> => {
  await pause(afterMs);
  const killedAt = incident.note(`kill -9 of process ${instance.pid} under 6 writers`);
  await instance.kill();
  await writing.end();
  const noticed = firstFailure(writing, killedAt) ?? incident.elapsed();
  const faults = fileFaults(instance.dataDirectory);
  incident.note(`${writing.acknowledged.size} writes acknowledged; the file is looked at`);
  const startedAt = incident.elapsed();
  const next = await start({ dataDirectory: instance.dataDirectory });
  const readyAt = incident.note("started again on the same data, ready");
  return { next, faults, detectMs: noticed - killedAt, recoverMs: readyAt - startedAt };
};

const run = async (scene: Scene) => {
  const { incident, seed } = scene;
  const next = chances(seed);
  const began = incident.note("starting an instance");
  let instance = await scene.start();
  const firstStartMs = incident.note("ready") - began;
  const acknowledged = new Map<string, number>();
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { url } = instance;
    const writing = startWriting({
      url,
      prefix: `r${round}`,
      elapsed: incident.elapsed,
      defer: scene.defer,
    });
    const done = await killOnce(scene, instance, writing, 200 + (next() % 500));
    for (const [id, parts] of writing.acknowledged) acknowledged.set(id, parts);
    rounds.push(done);
    instance = done.next;
  }
  const { lost, faults } = tally(acknowledged, await readEntries(instance.url));
  incident.note(`read back: ${lost.lost} of ${lost.of} acknowledged writes are missing`);
  const recoverMs = Math.max(...rounds.map((round) => round.recoverMs));
  const limitMs = Math.max(READY_MS, 2 * firstStartMs);
  return {
    detectMs: Math.max(...rounds.map((round) => round.detectMs)),
    recoverMs,
    lost,
    faults: [
      ...faults,
      ...rounds.flatMap((round) => round.faults),
      ...(recoverMs > limitMs ? [`ready again after ${recoverMs} ms, not ${limitMs}`] : []),
    ],
  };
};

/** kill -9 under a load of acknowledged writes (P-118, RES-05). */
export const killUnderWrites: Drill = {
  id: "kill-under-writes",
  claim: "A killed process loses no write that it acknowledged, and leaves none by half",
  holds: [
    `after each of ${ROUNDS} kills at random moments every acknowledged write is there`,
    "writes of several rows are there whole or not at all",
    "the database file passes its integrity check",
    "the next start needs no repair, and is ready within 5 s or twice the first start",
  ],
  requirements: ["P-118", "RES-05"],
  standard: "SQLite WAL, synchronous=FULL",
  severity: "critical",
  remedy: "Answer a write only after `await store.write()…` or `store.transaction` has come back",
  shelfLifeDays: 30,
  sabotages: ["acknowledge-before-write"],
  run,
};
