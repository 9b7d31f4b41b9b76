import { type Drill, NotApplicableError, type Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { pause, waitFor } from "../support/ask.ts";

/** Probes that have to be good before the kill, one a second. */
const GOOD_PROBES = 3;
/** Longer than 14.4 times the budget of an hour: 5.2 s at 99.99 %. */
const DARK_MS = 8_000;
const LOOK_MS = 15_000;
/** The node that died may still be thought to look at rules, for a while. */
const ALERT_MS = 45_000;
const FAST_BURN = 14.4;
const OBJECTIVE = 'objective="availability"';

/** Series of a scrape by name and labels, as they stand in its text. */
type Series = ReadonlyMap<string, number>;

const scrape = async ({ url }: Instance): Promise<Series> => {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const lines = (await answer.text()).split("\n").filter((line) => !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
};

const probes = (series: Series): number => series.get('slo_probes_total{outcome="good"}') ?? 0;
const measured = (series: Series): number =>
  series.get(`slo_measured_ratio{${OBJECTIVE}}`) ?? Number.NaN;
const left = (series: Series): number =>
  series.get(`slo_error_budget_left_ratio{${OBJECTIVE}}`) ?? Number.NaN;
const burn = (series: Series, window: string): number =>
  series.get(`slo_burn_rate{${OBJECTIVE},window="${window}"}`) ?? 0;

/** Whether somebody was told: the alert of the fast rule began. */
const isTold = (series: Series): boolean =>
  (series.get('alerts_total{rule="slo-availability-fast-burn"}') ?? 0) > 0;

/** Whether the rule fires: both windows over its rate. */
const isBurning = (series: Series): boolean =>
  burn(series, "1h") >= FAST_BURN && burn(series, "5m") >= FAST_BURN;

interface Looks {
  readonly faults: string[];
  count: number;
}

const look = (looks: Looks, what: string, holds: boolean): void => {
  looks.count += 1;
  if (!holds) looks.faults.push(what);
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const env = { SLO_PROBE_SECONDS: "1", SLO_TARGET: "99.99" };
  const first = await scene.start({ env });
  if (!first.modules.includes("slo")) throw new NotApplicableError("it has no objective");
  incident.note("an instance that asks itself every second is up");
  const looks: Looks = { faults: [], count: 0 };
  const isProbed = await waitFor(
    async () => probes(await scrape(first)) >= GOOD_PROBES,
    LOOK_MS,
    250,
  );
  look(looks, "nobody probed, or no probe was good", isProbed);
  const lost = () => ({
    what: "looks at the objective",
    of: looks.count,
    lost: looks.faults.length,
  });
  // There is nothing to see of a kill where nobody looks.
  if (!isProbed) return { lost: lost(), faults: looks.faults };
  const before = await scrape(first);
  look(looks, `it measured ${measured(before)} before anything happened`, measured(before) === 1);
  look(looks, "the rule fired before anything happened", !isBurning(before));
  const killedAt = incident.note(`kill -9 of process ${first.pid}`);
  await first.kill();
  await pause(DARK_MS);
  const next = await scene.start({ env, dataDirectory: first.dataDirectory });
  const upAt = incident.note("started again on the same data");
  const isNoticed = await waitFor(async () => isBurning(await scrape(next)), LOOK_MS, 250);
  const detectMs = incident.note("what burns was looked at") - upAt;
  const after = await scrape(next);
  look(looks, `the fast rule did not fire: ${burn(after, "1h")} over an hour`, isNoticed);
  look(looks, `it still measures ${measured(after)}`, measured(after) < 1);
  if (after.has("alert_turns_total")) {
    const told = await waitFor(async () => isTold(await scrape(next)), ALERT_MS, 500);
    incident.note("whether the alert began was looked at");
    look(looks, "the alert of the fast rule did not begin", told);
  }
  const darkSeconds = (upAt - killedAt) / 1_000;
  // The budget of a month at 99.99 % is 263 s; what was dark is gone of it, to a few seconds.
  const spent = (1 - left(after)) * 262.98;
  look(
    looks,
    `${spent.toFixed(1)} s of the budget are spent after ${darkSeconds.toFixed(1)} s without anybody`,
    spent >= DARK_MS / 1_000 && spent <= darkSeconds + 3,
  );
  return {
    ...(isNoticed ? { detectMs } : {}),
    lost: lost(),
    faults: looks.faults,
  };
};

/** A node dies and comes back: the objective says so, and its rule fires (OBS-14). */
export const objectiveMeasured: Drill = {
  id: "objective-measured",
  claim: "Time in which no node was there is measured, costs budget, and fires the burn rate",
  holds: [
    "an instance that runs measures 100 % and no rule fires",
    "after a kill and eight seconds the measured share is lower, and the budget by what was dark",
    "14.4 times the budget burns over an hour and over five minutes, and the alert about it begins",
  ],
  requirements: ["OBS-14"],
  standard: "SRE Workbook, chapter 5",
  severity: "medium",
  remedy: "Keep the module slo in the application, and SLO_PROBE_SECONDS above 0",
  shelfLifeDays: 30,
  sabotages: ["never-probes"],
  run,
};
