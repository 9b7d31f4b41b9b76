import { join } from "node:path";
import { forwardedHeaders, routePath } from "./contestants/contract.ts";
import { askFirst, cookiesOf } from "./contestants/sign-in/contract.ts";
import { personAt, readsPerMinute } from "./contestants/sign-in/people.ts";
import { encodeRequest } from "./harness/load.ts";
import { type Listening, type RunningServer, startServer } from "./harness/servers.ts";
import { markdownTable, median, pairedRatios, quantile, spread } from "./harness/stats.ts";
import { abuse, type Statuses } from "./identity/abuser.ts";
import { createAddresses } from "./identity/addresses.ts";
import { arrive, createClient } from "./identity/client.ts";
import { watchOthers } from "./identity/machine-watch.ts";
import { type Findings, format, type Ground, runMeasurement } from "./identity/measurement.ts";

/**
 * Two crowds (RL-16). One person calls a hundred times as often as each of forty others: what do the
 * others notice? And a thousand addresses guess at one account: does the account's own rule stop
 * them?
 */
const others = 40;
const eachPerSecond = 5;
const abuserPerSecond = 100 * eachPerSecond;
const mostRaised = 1.2;
const guessers = 1_000;
const patienceMs = 5_000;
const password = "Correct-Horse-Battery7!";
const signInPath = "/api/v1/auth/signin";

/** Who calls: an address and, where signed in, a cookie. */
interface Caller {
  readonly address: string;
  readonly cookie: string;
}

/** What the others and the abuser saw in one stretch. */
interface Stretch {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Answers to the others that were not 200. */
  readonly faults: number;
  readonly abuserStatuses: Statuses;
  readonly foreign: number;
}

const abuses = ["none", "reads", "signs in"] as const;
type Abuse = (typeof abuses)[number];

const headersOf = ({ address, cookie }: Caller) => ({
  ...forwardedHeaders,
  "x-forwarded-for": address,
  ...(cookie === "" ? {} : { cookie }),
});

const readAs = (caller: Caller): Buffer =>
  encodeRequest("GET", `${routePath}?page=1`, headersOf(caller));
const signInAs = (caller: Caller, email: string, secret: string): Buffer =>
  encodeRequest("POST", signInPath, headersOf(caller), JSON.stringify({ email, password: secret }));

async function enter(port: number, count: number, nextAddress: () => string): Promise<Caller[]> {
  const callers: Caller[] = [];
  for (let at = 0; at < count; at += 1) {
    const address = nextAddress();
    const body = { email: personAt(at), password };
    const answer = await askFirst(port, signInPath, body, { "x-forwarded-for": address });
    callers.push({ address, cookie: cookiesOf(answer) });
  }
  return callers;
}

async function measureStretch(
  server: RunningServer<Listening>,
  callers: readonly Caller[],
  kind: Abuse,
  seconds: number,
): Promise<Stretch> {
  const [abuser, ...rest] = callers;
  if (abuser === undefined) throw new Error("nobody signed in");
  const client = createClient(server.ready.port, patienceMs);
  const readForeign = watchOthers([server.pid]);
  const asked: ReturnType<typeof client.ask>[] = [];
  let turn = 0;
  const attack =
    kind === "reads" ? readAs(abuser) : signInAs({ ...abuser, cookie: "" }, personAt(0), "no");
  const load = { seconds: seconds + 1 };
  try {
    const [abuserStatuses] = await Promise.all([
      kind === "none"
        ? {}
        : abuse({
            ...load,
            port: server.ready.port,
            request: attack.toString("latin1"),
            perSecond: abuserPerSecond,
          }),
      arrive({
        ...load,
        perSecond: rest.length * eachPerSecond,
        send: () => asked.push(client.ask(readAs(rest[turn++ % rest.length] ?? abuser))),
      }),
    ]);
    // The first second is the beginning of a flood, and of connections; not what is asked for.
    const answers = (await Promise.all(asked)).slice(rest.length * eachPerSecond);
    const times = answers.map(({ ms }) => ms);
    return {
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      faults: answers.filter(({ status }) => status !== 200).length,
      abuserStatuses,
      foreign: readForeign(),
    };
  } finally {
    client.close();
  }
}

interface Guesses {
  readonly guesses: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Status of a sign-in by the owner on the known device, while the guessing goes on. */
  readonly owner: number;
}

/**
 * Guesses at one account, each from its own address. After the five that the account's rule allows
 * every guess is right, which is the best that a thousand addresses could hope for.
 */
async function guess(
  server: RunningServer<Listening>,
  owner: Caller,
  nextAddress: () => string,
  ground: Ground,
): Promise<Guesses> {
  const client = createClient(server.ready.port, 20_000);
  const statuses: Record<string, number> = {};
  const total = ground.quick ? 60 : guessers;
  let begun = 0;
  const email = personAt(1);
  const guessOnce = async (at: number): Promise<void> => {
    const from = { address: nextAddress(), cookie: "" };
    const { status } = await client.ask(signInAs(from, email, at < 5 ? `guess-${at}` : password));
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  try {
    while (begun < 5) await guessOnce(begun++);
    let ownerStatus = 0;
    const lane = async (): Promise<void> => {
      while (begun < total && !ground.isLate()) {
        const at = begun++;
        if (at === Math.floor(total / 2)) {
          ownerStatus = (await client.ask(signInAs(owner, email, password))).status;
        }
        await guessOnce(at);
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    return { guesses: begun, statuses, owner: ownerStatus };
  } finally {
    client.close();
  }
}

const tell = (statuses: Readonly<Record<string, number>>): string =>
  Object.entries(statuses)
    .map(([status, count]) => `${count} x ${status}`)
    .join(", ") || "-";

const addUp = (stretches: readonly Stretch[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const { abuserStatuses } of stretches) {
    for (const [status, count] of Object.entries(abuserStatuses)) {
      sum[status] = (sum[status] ?? 0) + count;
    }
  }
  return sum;
};

type Stretches = Readonly<Record<Abuse, Stretch[]>>;

const titles: Readonly<Record<Abuse, string>> = {
  none: "nobody abuses",
  reads: "one reads a hundred times as often",
  "signs in": "one tries to sign in a hundred times as often",
};

function renderCrowds(stretches: Stretches): string {
  const rows = abuses.map((abuse) => {
    const mine = stretches[abuse];
    const p95 = (of: readonly Stretch[]) => of.map(({ p95Ms }) => p95Ms);
    return [
      titles[abuse],
      format(median(mine.map(({ p50Ms }) => p50Ms)), 2),
      format(median(p95(mine)), 2),
      spread(pairedRatios(p95(mine), p95(stretches.none))),
      String(mine.reduce((sum, { faults }) => sum + faults, 0)),
      tell(addUp(mine)),
    ];
  });
  return markdownTable(
    [
      "meanwhile",
      "others' p50 ms",
      "others' p95 ms",
      "p95 to that without (range)",
      "others refused",
      "answers to the abuser",
    ],
    rows,
  );
}

function judge(stretches: Stretches, guesses: Guesses) {
  const calm = stretches.none.map(({ p95Ms }) => p95Ms);
  const crowds = (["reads", "signs in"] as const).map((abuse) => {
    const mine = stretches[abuse];
    const p95 = mine.map(({ p95Ms }) => p95Ms);
    const ratio = median(pairedRatios(p95, calm));
    const faults = mine.reduce((sum, stretch) => sum + stretch.faults, 0);
    const holds = ratio <= mostRaised && faults === 0;
    const text = `${titles[abuse]}: others' p95 at ${format(100 * ratio, 0)} %, target <= ${100 * mostRaised} %, ${faults} of the others refused: ${holds ? "holds" : "MISSED"}`;
    return { text, holds };
  });
  const signedIn = guesses.statuses["200"] ?? 0;
  const isStopped = signedIn === 0 && guesses.owner === 200;
  const account = {
    text: `${guesses.guesses} addresses guess at one account, right from the sixth on: ${signedIn} got in (${tell(guesses.statuses)}); the owner's known device: ${guesses.owner}: ${isStopped ? "holds" : "MISSED"}`,
    holds: isStopped,
  };
  return [...crowds, account];
}

async function run(ground: Ground): Promise<Findings> {
  const server = await startServer<Listening>({
    contestant: {
      name: "crowd",
      file: "plinth-people.ts",
      variant: "argon2id",
      nodeArgs: ["--conditions=plinth-source"],
    },
    folder: join(import.meta.dirname, "contestants/sign-in"),
    scratch: ground.scratch,
    timeout: 30_000,
  });
  const rounds = ground.quick ? 2 : 8;
  const seconds = ground.quick ? 1 : 3;
  const stretches: Stretches = { none: [], reads: [], "signs in": [] };
  try {
    const nextAddress = createAddresses();
    const callers = await enter(server.ready.port, others + 1, nextAddress);
    await measureStretch(server, callers, "none", 1);
    for (let round = 0; round < rounds && !ground.isLate(); round += 1) {
      console.log(`Round ${round + 1} of ${rounds}`);
      for (let at = 0; at < abuses.length; at += 1) {
        const abuse = abuses[(at + round) % abuses.length] ?? "none";
        stretches[abuse].push(await measureStretch(server, callers, abuse, seconds));
      }
    }
    console.log("Guessing");
    const owner = callers[1];
    if (owner === undefined) throw new Error("the owner did not sign in");
    const guesses = await guess(server, owner, nextAddress, ground);
    const verdicts = judge(stretches, guesses);
    return {
      text: [renderCrowds(stretches), verdicts.map(({ text }) => text).join("\n")].join("\n\n"),
      method: [
        `${others} signed-in people read ${eachPerSecond} times a second each (allowed: ${readsPerMinute} a minute); the abuser, from one address, ${abuserPerSecond} times. ${rounds} rounds of ${seconds} s each way in turn; ratios within a round. Passwords by argon2id, so that a thousand guesses take seconds.`,
      ],
      holds: verdicts.every(({ holds }) => holds),
      others: abuses.flatMap((abuse) => stretches[abuse].map(({ foreign }) => foreign)),
      versions: {},
      raw: { stretches, guesses },
    };
  } finally {
    await server.stop();
  }
}

await runMeasurement({
  name: "crowd",
  purpose: "What one abuser costs forty others, and a thousand addresses against one account.",
  budgetSeconds: 170,
  scratch: "memory",
  run,
});
