import type { Drill, Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { ask } from "../support/ask.ts";
import {
  byCookie,
  byToken,
  type Person,
  refresh,
  requireAccounts,
  signIn,
  signUpAll,
} from "../support/people.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SCARCE = "/api/v1/drill/scarce";
const LIMIT = 6;

/** What was looked at, and what of it was not as it must be. */
interface Notes {
  readonly checks: string[];
  readonly faults: string[];
}

const check = ({ checks, faults }: Notes, what: string, found: unknown, wanted: unknown): void => {
  checks.push(what);
  if (found !== wanted) faults.push(`${what}: ${String(found)}, not ${String(wanted)}`);
};

const scarce = async ({ url }: Instance): Promise<number> => (await ask(url + SCARCE)).status;

const useUp = async (instance: Instance): Promise<void> => {
  for (let call = 0; call < LIMIT; call += 1) await scarce(instance);
};

/** A day back: no limit is freed, nobody has to sign in again. */
const stepBack = async (
  { incident }: Scene,
  instance: Instance,
  person: Person,
  notes: Notes,
): Promise<Person> => {
  const { url } = instance;
  await useUp(instance);
  check(notes, "a limit that is used up refuses", await scarce(instance), 429);
  await instance.jump(-DAY_MS);
  incident.note("the clock went back by a day");
  check(notes, "a used up limit still refuses after a step back", await scarce(instance), 429);
  check(notes, "a session cookie holds after a step back", await byCookie(url, person), 200);
  const renewed = await refresh(url, person);
  check(notes, "a refresh token is taken after a step back", typeof renewed, "object");
  await instance.jump(MINUTE_MS + 1_000);
  incident.note("a minute and a second passed");
  check(notes, "the limit is free again after its window, not later", await scarce(instance), 200);
  const next = typeof renewed === "number" ? person : renewed;
  check(notes, "a token of after the step is taken", await byToken(url, next), 200);
  await instance.jump(DAY_MS - MINUTE_MS - 1_000);
  incident.note("the clock was set right");
  check(notes, "a session cookie holds after the correction", await byCookie(url, next), 200);
  return next;
};

/** Forward: what is to end ends, and nothing before its time. */
const stepForward = async (
  { incident }: Scene,
  instance: Instance,
  person: Person,
  notes: Notes,
): Promise<void> => {
  const { url } = instance;
  await instance.jump(20 * MINUTE_MS);
  incident.note("the clock went on by 20 minutes");
  check(notes, "a session holds within its idle time", await byCookie(url, person), 200);
  await instance.jump(31 * MINUTE_MS);
  incident.note("the clock went on by 31 minutes");
  check(notes, "a session ends after its idle time", await byCookie(url, person), 401);
  check(notes, "an access token ends with its half hour", await byToken(url, person), 401);
  const renewed = await refresh(url, person);
  check(notes, "a refresh token outlives the idle time", typeof renewed, "object");
  await instance.jump(8 * DAY_MS);
  incident.note("the clock went on by 8 days");
  const old = typeof renewed === "number" ? person : renewed;
  check(notes, "a refresh token ends after its seven days", await refresh(url, old), 401);
  const again = await signIn(url, person.email);
  check(notes, "signing in works after all of it", "status" in again ? again.status : 200, 200);
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const instance = await scene.start();
  requireAccounts(instance);
  const [person, other] = await signUpAll(instance.url, 2);
  if (person === undefined || other === undefined) throw new Error("nobody is signed in");
  incident.note("an instance with a clock that can be moved is up; two people are signed in");
  const notes: Notes = { checks: [], faults: [] };
  const next = await stepBack(scene, instance, person, notes);
  check(notes, "so does that of somebody else", await byCookie(instance.url, other), 200);
  await stepForward(scene, instance, next, notes);
  const { checks, faults } = notes;
  incident.note(`${checks.length} looks, ${faults.length} of them not as declared`);
  return {
    lost: { what: "looks at sessions and limits", of: checks.length, lost: faults.length },
    faults,
  };
};

/** The clock of a node goes back by a day and forward by days (SES-03, SES-06, SES-08, RL-17). */
export const clockJump: Drill = {
  id: "clock-jump",
  claim: "A jump of the clock frees no limit, and signs nobody out before what is declared",
  holds: [
    "a day back: a used up limit refuses on, and is free again after one window",
    "a day back: cookies hold, and whoever has a refresh token gets on",
    "forward: sessions end after 30 idle minutes, refresh tokens after 7 days, and not before",
    "signing in works at any time",
  ],
  requirements: ["SES-03", "SES-06", "SES-08", "RL-17", "P-079"],
  standard: "RFC 7519 4.1, OWASP ASVS 5 V7.3",
  severity: "high",
  remedy: "Take time from the `clock` that modules are given, and from nowhere else",
  shelfLifeDays: 30,
  sabotages: ["clock-deaf", "unlimited-in-the-past"],
  run,
};
