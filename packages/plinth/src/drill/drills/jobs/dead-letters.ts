import { type Drill, NotApplicableError, type Scene } from "../../drill.ts";
import { DOOMED_RUNS } from "../../instance/doomed-jobs.ts";
import { DOOMED_PATH } from "../../instance/paths.ts";
import { ask, pause, waitFor } from "../../support/ask.ts";
import { startSink, type Told } from "../../support/sink.ts";

/** Attempts follow each other at once. */
const FAIL_MS = 15_000;
/** The rule looks every half minute; a drill has two minutes for everything. */
const TOLD_MS = 75_000;
/** Long enough for a second notice of the same, were there one. */
const AFTER_MS = 3_000;

const isAbout = ({ rule, kind }: Told): boolean => rule === "dead-letters" && kind === "firing";

const run = async (scene: Scene) => {
  const { incident } = scene;
  const sink = await startSink();
  scene.defer(sink.stop);
  const env = {
    ALERT_WEBHOOK_URL: sink.url,
    ALERT_WEBHOOK_SECRET: ["of", "one", "drill", "and", "no", "longer"].join("-"),
  };
  const { url, modules } = await scene.start({ env });
  if (!modules.includes("alerts")) throw new NotApplicableError("it alerts nobody");
  incident.note("an instance that tells a sink of its alerts is up");
  const began = incident.note("a job was taken in that fails each time");
  const { status } = await ask(`${url}${DOOMED_PATH}`, { method: "POST" });
  const runs = async (): Promise<unknown> => (await ask(`${url}${DOOMED_PATH}`)).json["runs"];
  await waitFor(async () => Number(await runs()) >= DOOMED_RUNS, FAIL_MS, 100);
  incident.note("its last attempt was begun");
  const isTold = await waitFor(() => sink.told.some(isAbout), TOLD_MS, 100);
  const detectMs = incident.note("whether a notice came was looked at") - began;
  if (isTold) await pause(AFTER_MS);
  const count = sink.told.filter(isAbout).length;
  const begun = await runs();
  const looks: readonly (readonly [holds: boolean, what: string])[] = [
    [status === 202, `the job was not taken in: ${status}`],
    [begun === DOOMED_RUNS, `it was begun ${begun} times, not ${DOOMED_RUNS}`],
    [count === 1, `${count} notices about it came, not 1`],
  ];
  const faults = looks.filter(([holds]) => !holds).map(([, what]) => what);
  return {
    ...(isTold ? { detectMs } : {}),
    lost: { what: "notices", of: 1, lost: isTold ? 0 : 1 },
    faults,
  };
};

/** A job fails for good: somebody is told, once, by a notice that arrives. */
export const deadLetters: Drill = {
  id: "dead-letters",
  claim: "Of a job that fails for good somebody is told, by one notice that arrives",
  holds: [
    "the job is begun once and again for each retry, and no more",
    "one notice about jobs that failed for good arrives at the sink, and no second",
  ],
  requirements: ["OBS-08", "OBS-09", "SCALE-03"],
  standard: "Site Reliability Engineering, chapter 6",
  severity: "medium",
  remedy: "Keep the module alerts in the application, and set ALERT_WEBHOOK_URL or ALERT_EMAIL",
  shelfLifeDays: 30,
  sabotages: ["never-looks-at-rules"],
  run,
};
