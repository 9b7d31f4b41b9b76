/**
 * `npm run sabotage`: shows that every probe has teeth (EVID-03). Each must be green on a sound
 * instance and red on one that lacks the control it looks at. `--cross` runs every probe on every
 * instance: exactly those that claim the control, and those that are known to fall with it, may be
 * red. Names of sabotages leave it at these. Exit 1 for a probe without teeth, or one too many.
 */
import { parseArgs } from "node:util";
import { PROBES } from "../packages/plinth/src/readiness/index.ts";
import { SABOTAGES } from "../packages/plinth/src/testing/sabotage/index.ts";
import { differenceOf, runSound, sabotageRounds, straysAlone } from "./sabotage-rounds.ts";

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const given = parseArgs({ allowPositionals: true, options: { cross: { type: "boolean" } } });
const isCross = given.values.cross === true;
const names = given.positionals;
const stranger = names.find((name) => SABOTAGES[name] === undefined);
if (stranger !== undefined) throw new Error(`there is no sabotage ${stranger}`);
const probes = PROBES.filter(({ sabotage }) => names.length === 0 || names.includes(sabotage));
const started = Date.now();

const sound = names.length > 0 ? [] : await runSound();
const notGreen = sound.filter(({ verdict }) => verdict !== "pass");
if (sound.length > 0) {
  say(`sound instance: ${sound.length - notGreen.length} of ${sound.length} probes pass`);
}
for (const line of notGreen) say(`  ${line.verdict} ${line.id}: ${line.measured}`);

let killed = 0;
let rounds = 0;
const blunt: string[] = [];
const maybeWide = new Map<string, readonly string[]>();
const asked = {
  ...(isCross ? { crossing: () => PROBES } : {}),
  ...(names.length > 0 ? { names } : {}),
};
for await (const { name, what, lines } of sabotageRounds(asked)) {
  const own = PROBES.filter((probe) => probe.sabotage === name).map(({ id }) => id);
  const { missed, strays } = differenceOf({ name, lines });
  rounds += 1;
  killed += own.filter((id) => !missed.includes(id)).length;
  const word = missed.length > 0 ? "MISS" : strays.length > 0 ? "WIDE" : "red ";
  say(`${word} ${name} (an instance that ${what})`);
  say(`     own: ${own.join(", ")}`);
  const others = SABOTAGES[name]?.alsoRed ?? [];
  if (isCross && others.length > 0) say(`     fall with it: ${others.join(", ")}`);
  if (missed.length > 0) blunt.push(name);
  if (strays.length > 0) maybeWide.set(name, strays);
  for (const id of [...missed, ...strays]) {
    const line = lines.find((one) => one.id === id);
    say(`     ${id} is ${line?.verdict}: ${line?.measured}`);
  }
}

const wide: string[] = [];
for (const [name, strays] of maybeWide) {
  const still = await straysAlone(name, strays);
  say(`${name}, with nothing beside it: ${still.map(({ id }) => id).join(", ") || "exact"}`);
  if (still.length > 0) wide.push(name);
}

const unused = Object.keys(SABOTAGES).filter(
  (name) => !PROBES.some(({ sabotage }) => sabotage === name),
);
if (unused.length > 0) say(`sabotages that no probe names: ${unused.join(", ")}`);
const rate = ((100 * killed) / probes.length).toFixed(1);
const seconds = Math.round((Date.now() - started) / 1000);
say(`kill rate ${killed}/${probes.length} (${rate} %) in ${seconds} s`);
if (isCross) say(`exact in ${rounds - wide.length} of ${rounds} rounds`);
if (wide.length > 0) say(`wide: ${wide.join(", ")}`);
const faults = [...notGreen, ...blunt, ...wide, ...unused];
process.exitCode = faults.length === 0 && rounds > 0 ? 0 : 1;
