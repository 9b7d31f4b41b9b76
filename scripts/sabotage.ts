/**
 * `npm run sabotage`: shows that every probe has teeth (EVID-03). Each must be green on a sound
 * instance and red on one that lacks the control it looks at. `--cross` runs every probe on every
 * instance, and prints which others turn red. Exit 1 below a kill rate of 100 %.
 */
import { PROBES } from "../packages/plinth/src/readiness/index.ts";
import { SABOTAGES } from "../packages/plinth/src/testing/sabotage/index.ts";
import { runSound, sabotageRounds } from "./sabotage-rounds.ts";

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const isCross = process.argv.includes("--cross");
const started = Date.now();

const sound = await runSound();
const notGreen = sound.filter(({ verdict }) => verdict !== "pass");
say(`sound instance: ${sound.length - notGreen.length} of ${sound.length} probes pass`);
for (const line of notGreen) say(`  ${line.verdict} ${line.id}: ${line.measured}`);

const alive: string[] = [];
let killed = 0;
for await (const { name, what, lines } of sabotageRounds(isCross)) {
  const own = PROBES.filter((probe) => probe.sabotage === name).map(({ id }) => id);
  const red = lines.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
  const survivors = own.filter((id) => !red.includes(id));
  killed += own.length - survivors.length;
  say(`${survivors.length === 0 ? "red " : "MISS"} ${name} (an instance that ${what})`);
  say(`     own: ${own.join(", ")}`);
  const others = red.filter((id) => !own.includes(id));
  if (others.length > 0) say(`     also red: ${others.join(", ")}`);
  for (const id of survivors) {
    const line = lines.find((one) => one.id === id);
    alive.push(id);
    say(`     ${id} is ${line?.verdict}: ${line?.measured}`);
  }
}

const unused = Object.keys(SABOTAGES).filter(
  (name) => !PROBES.some(({ sabotage }) => sabotage === name),
);
if (unused.length > 0) say(`sabotages that no probe names: ${unused.join(", ")}`);
const rate = ((100 * killed) / PROBES.length).toFixed(1);
say(
  `kill rate ${killed}/${PROBES.length} (${rate} %) in ${Math.round((Date.now() - started) / 1000)} s`,
);
process.exitCode = alive.length > 0 || notGreen.length > 0 || unused.length > 0 ? 1 : 0;
