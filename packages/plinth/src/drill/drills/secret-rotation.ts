import type { Drill, Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { pause } from "../support/ask.ts";
import {
  byCookie,
  byToken,
  type Person,
  refresh,
  requireAccounts,
  signUpAll,
} from "../support/people.ts";

const MINUTE_MS = 60_000;
/** A new signing key signs ten minutes after it was published (decision 0009). */
const ANNOUNCED_MS = 10 * MINUTE_MS;
const PAUSE_MS = 40;

/** Every call of somebody signed in, and how many of them were refused. */
interface Traffic {
  readonly calls: () => number;
  readonly refused: () => readonly string[];
  /** Calls once by the cookie and once by the token of each. */
  readonly round: (instance: Instance, people: readonly Person[], when: string) => Promise<void>;
  /** Calls round by round while something else happens. */
  readonly during: <T>(
    instance: Instance,
    people: readonly Person[],
    when: string,
    work: () => Promise<T>,
  ) => Promise<T>;
}

const createTraffic = (): Traffic => {
  const refused: string[] = [];
  let calls = 0;
  const note = (status: number, what: string): void => {
    calls += 1;
    if (status !== 200) refused.push(`${what}: ${status}`);
  };
  const round: Traffic["round"] = async ({ url }, people, when) => {
    for (const person of people) {
      note(await byCookie(url, person), `a cookie ${when}`);
      note(await byToken(url, person), `an access token ${when}`);
    }
  };
  return {
    round,
    calls: () => calls,
    refused: () => refused,
    during: async (instance, people, when, work) => {
      let isOver = false;
      const calling = (async () => {
        while (!isOver) {
          await round(instance, people, when);
          await pause(PAUSE_MS);
        }
      })();
      try {
        return await work();
      } finally {
        isOver = true;
        await calling;
      }
    },
  };
};

const keyOf = ({ accessToken }: Person): string => {
  const header = Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString();
  return (JSON.parse(header) as { readonly kid?: string }).kid ?? "";
};

/** New tokens for all of them, and a sentence for each who got none. */
const refreshAll = async (
  { url }: Instance,
  people: readonly Person[],
  when: string,
): Promise<{ readonly renewed: readonly Person[]; readonly faults: readonly string[] }> => {
  const answers = await Promise.all(people.map((person) => refresh(url, person)));
  return {
    renewed: answers.filter((answer) => typeof answer !== "number"),
    faults: answers
      .filter((answer) => typeof answer === "number")
      .map((status) => `a refresh token ${when}: ${status}`),
  };
};

/** The next key is published, and signs after its announcement; tokens of the old one hold. */
const rotateUnderTraffic = async (
  { incident }: Scene,
  instance: Instance,
  people: readonly Person[],
  traffic: Traffic,
): Promise<{ readonly renewed: readonly Person[]; readonly faults: readonly string[] }> => {
  await traffic.during(instance, people, "while the signing key rotates", async () => {
    await instance.rotateKeys();
    incident.note("the next signing key is published");
    await pause(300);
    await instance.jump(ANNOUNCED_MS + MINUTE_MS);
    incident.note("eleven minutes passed: it signs now");
    await pause(300);
  });
  const { renewed, faults } = await refreshAll(instance, people, "after the rotation");
  const [before, after] = [people[0], renewed[0]];
  const isSame = before !== undefined && after !== undefined && keyOf(before) === keyOf(after);
  return { renewed, faults: isSame ? [...faults, "the new key does not sign"] : faults };
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  // Loaded where it is needed: it brings the whole application with it.
  const { generateSecrets } = await import("#app");
  const { JWT_SECRET_KEY: jwtKey = "", ...secrets } = generateSecrets();
  const env = { ALGORITHM: "EdDSA", ...secrets, JWT_SECRET_KEY: jwtKey };
  const first = await scene.start({ env });
  requireAccounts(first);
  const people = await signUpAll(first.url, 2);
  incident.note(`an instance is up; ${people.length} people are signed in and call`);
  const traffic = createTraffic();
  await traffic.round(first, people, "before");
  const { renewed, faults } = await rotateUnderTraffic(scene, first, people, traffic);
  await traffic.during(first, renewed, "with a token of the new key", () => pause(200));
  const stoppedAt = incident.note("the instance stops, to start again with two other secrets");
  await first.stop();
  const changed = {
    ...env,
    ...generateSecrets(),
    JWT_SECRET_KEY_PREVIOUS: jwtKey,
  };
  const second = await scene.start({ env: changed, dataDirectory: first.dataDirectory });
  await second.jump(ANNOUNCED_MS + MINUTE_MS);
  const readyAt = incident.note("started again; nothing is known by heart any more");
  // Tokens of both keys: those from before the rotation have nineteen minutes left.
  await traffic.round(second, people, "of before the rotation, after a restart");
  await traffic.round(second, renewed, "of after the rotation, after a restart");
  const renewals = await refreshAll(second, renewed, "after the restart");
  const refused = traffic.refused();
  const kinds = [...new Set(refused)].join(", ");
  incident.note(`${traffic.calls()} calls of people who are signed in, ${refused.length} refused`);
  return {
    recoverMs: readyAt - stoppedAt,
    lost: { what: "calls of people signed in", of: traffic.calls(), lost: refused.length },
    faults: [
      ...faults,
      ...renewals.faults,
      ...(refused.length > 0 ? [`signed out by the rotation: ${kinds}`] : []),
    ],
  };
};

/** Signing keys rotate under traffic, and both root secrets are replaced (SES-10, CFG-04). */
export const secretRotation: Drill = {
  id: "secret-rotation",
  claim: "Neither a rotation of signing keys nor other root secrets sign anybody out",
  holds: [
    "no cookie, access token or refresh token is refused before, during and after the rotation",
    "the new key signs after its announcement",
    "tokens of the old key hold after a restart, until they expire",
    "cookies, access tokens and refresh tokens hold under another SECRET_KEY and JWT_SECRET_KEY",
  ],
  requirements: ["SES-10", "CFG-04"],
  standard: "RFC 7517, NIST SP 800-57",
  severity: "high",
  remedy:
    "Rotate with `plinth keys rotate`; give a replaced JWT_SECRET_KEY as JWT_SECRET_KEY_PREVIOUS for a day",
  shelfLifeDays: 90,
  sabotages: ["forget-old-keys"],
  run,
};
