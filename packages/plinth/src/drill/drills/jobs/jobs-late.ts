import { type Drill, NotApplicableError, type Scene } from "../../drill.ts";
import { HELD_PATH, RELEASE_PATH } from "../../instance/paths.ts";
import { ask, waitFor } from "../../support/ask.ts";
import { startSink, type Told } from "../../support/sink.ts";

/** Ten minutes are too long; the rule goes by the mean of a minute, most of which was before. */
const LATE_MS = 50 * 60_000;
const BEGUN_MS = 10_000;
/** Figures are a quarter of a minute old at most, and the rule looks every half. */
const TOLD_MS = 75_000;
const JOBS = 2;

const isAbout = ({ rule, kind }: Told): boolean => rule === "jobs-late" && kind === "firing";

const run = async (scene: Scene) => {
  const { incident } = scene;
  const sink = await startSink();
  scene.defer(sink.stop);
  const env = {
    ALERT_WEBHOOK_URL: sink.url,
    ALERT_WEBHOOK_SECRET: ["of", "one", "drill", "and", "no", "longer"].join("-"),
  };
  const { url, modules, jump } = await scene.start({ env });
  if (!modules.includes("alerts")) throw new NotApplicableError("it alerts nobody");
  if (!modules.includes("jobs")) throw new NotApplicableError("it measures no queue");
  incident.note("an instance that tells a sink of its alerts is up");
  const countOf = async (name: "begun" | "done"): Promise<number> =>
    Number((await ask(url + HELD_PATH)).json[name]);
  const enqueue = async () => (await ask(url + HELD_PATH, { method: "POST" })).status;
  const statuses = [await enqueue()];
  await waitFor(async () => (await countOf("begun")) === 1, BEGUN_MS);
  incident.note("the only worker of a kind of job hangs");
  statuses.push(await enqueue());
  await jump(LATE_MS);
  const began = incident.note("another job of the kind has waited for fifty minutes");
  const isTold = await waitFor(() => sink.told.some(isAbout), TOLD_MS, 100);
  const detectMs = incident.note("whether a notice came was looked at") - began;
  const waited = await countOf("begun");
  await ask(url + RELEASE_PATH, { method: "POST" });
  const released = incident.note("the worker goes on");
  await waitFor(async () => (await countOf("done")) >= JOBS, BEGUN_MS);
  const recoverMs = incident.note("whether all jobs were done was looked at") - released;
  const [begun, done] = [await countOf("begun"), await countOf("done")];
  const count = sink.told.filter(isAbout).length;
  const looks: readonly (readonly [holds: boolean, what: string])[] = [
    [statuses.every((status) => status === 202), `jobs were not taken in: ${statuses}`],
    [waited === 1, `${waited} were begun while the worker hung, not 1`],
    [count === 1, `${count} notices about it came, not 1`],
    [begun === JOBS && done === JOBS, `${begun} were begun and ${done} done, not ${JOBS} each`],
  ];
  const faults = looks.filter(([holds]) => !holds).map(([, what]) => what);
  return {
    ...(isTold ? { detectMs } : {}),
    ...(done >= JOBS ? { recoverMs } : {}),
    lost: { what: "jobs", of: JOBS, lost: Math.max(0, JOBS - done) },
    faults,
  };
};

/** A worker hangs: somebody is told of what waits for it, and nothing of that is lost or done twice. */
export const jobsLate: Drill = {
  id: "jobs-late",
  claim: "Of a job that nobody does somebody is told, and it is done once when its worker is back",
  holds: [
    "one notice about jobs that wait for long arrives at the sink",
    "each job is begun and done once, the one that waited too",
  ],
  requirements: ["OBS-08", "OBS-09", "SCALE-03"],
  standard: "Site Reliability Engineering, chapter 6",
  severity: "medium",
  remedy: "Keep the modules jobs and alerts, and set ALERT_WEBHOOK_URL or ALERT_EMAIL",
  shelfLifeDays: 30,
  sabotages: ["never-looks-at-rules", "measures-no-queue"],
  run,
};
