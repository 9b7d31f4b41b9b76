/**
 * `npm run drill`: holds every drill, or those that are named, on a sound instance and on each that
 * is broken in the way the drill is to notice (EVID-03). Exit 1 where one is not green and red as it
 * must be, or did not run: for lack of a program, or with no verdict in its time.
 */
import { systemClock } from "../packages/plinth/src/core/index.ts";
import { DRILLS, type Drill, runDrills } from "../packages/plinth/src/drill/index.ts";

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const names = process.argv.slice(2);
const drills = DRILLS.filter(({ id }) => names.length === 0 || names.includes(id));
const seed = systemClock.now() % 1_000_000;
const began = systemClock.now();

const hold = async (drill: Drill, sabotage?: string): Promise<string> => {
  const report = await runDrills({
    ...{ drills: [drill], name: "specimen", clock: systemClock, version: "0", seed },
    ...(sabotage === undefined ? {} : { sabotage }),
  });
  const [line] = report.lines;
  say(`  ${sabotage ?? "sound"}: ${line?.verdict} in ${line?.durationMs} ms, ${line?.measured}`);
  return line?.verdict ?? "not-run";
};

let due = 0;
let killed = 0;
const notRun: string[] = [];
const notGreen: string[] = [];
for (const drill of drills) {
  say(drill.id);
  const verdict = await hold(drill);
  if (verdict === "not-run") {
    notRun.push(drill.id);
    continue;
  }
  if (verdict !== "pass") notGreen.push(drill.id);
  for (const sabotage of drill.sabotages) {
    due += 1;
    if ((await hold(drill, sabotage)) === "fail") killed += 1;
  }
}
if (notRun.length > 0) say(`not run: ${notRun.join(", ")}`);
if (notGreen.length > 0) say(`not green on a sound instance: ${notGreen.join(", ")}`);
const seconds = Math.round((systemClock.now() - began) / 1_000);
say(`kill rate ${killed}/${due} in ${seconds} s, seed ${seed}`);
const isHeld = killed === due && notGreen.length === 0 && notRun.length === 0;
process.exitCode = isHeld && drills.length > 0 ? 0 : 1;
