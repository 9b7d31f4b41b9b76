import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { forwardedHeaders } from "./contestants/contract.ts";
import { people, personAt } from "./contestants/sign-in/people.ts";
import { encodeRequest } from "./harness/load.ts";
import { type Listening, type RunningServer, startServer } from "./harness/servers.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { createAddresses } from "./identity/addresses.ts";
import { type Client, createClient } from "./identity/client.ts";
import { watchOthers } from "./identity/machine-watch.ts";
import { type Findings, format, type Ground, runMeasurement } from "./identity/measurement.ts";
import { compareRanks, correctForMany, smallestNoticed } from "./identity/rank-test.ts";

/**
 * Whether the time of an answer tells if an account exists (ID-19, P-082): one request after the
 * other, kinds in random order within each round, the distributions compared by ranks. The first
 * kind of each group is the unknown account, which all others must be like.
 */
const alpha = 0.01;
const pauseMs = 3;
const password = "Correct-Horse-Battery7!";
const wrong = "Rosen-um-9-Uhr!";
const half = people / 2;
/** People at the end of the verified half who get locked out at first, and are used for nothing else. */
const locked = 10;

interface Kind {
  readonly name: string;
  readonly path: string;
  /** The body of the request of round `round`. */
  readonly body: (round: number) => Readonly<Record<string, string>>;
}

interface Group {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly rounds: number;
  readonly scheme: "argon2id" | "bcrypt";
}

interface Sampled {
  readonly group: Group;
  /** Milliseconds, by kind. */
  readonly times: readonly number[][];
  /** Answers that were not like the first. */
  readonly unequal: number;
}

const signIn = (name: string, email: (round: number) => string, secret = wrong): Kind => ({
  name,
  path: "/api/v1/auth/signin",
  body: (round) => ({ email: email(round), password: secret }),
});
const nobody = (round: number) => `nobody-${round}@bench.example`;
const signInKinds: readonly Kind[] = [
  signIn("unknown account", nobody),
  signIn("wrong password", (round) => personAt(round % (half - locked))),
  signIn("wrong password, address not confirmed", (round) => personAt(half + (round % half))),
  signIn("right password, locked", (round) => personAt(half - 1 - (round % locked)), password),
];
const request = (path: string): readonly Kind[] => [
  { name: "unknown account", path, body: (round) => ({ email: nobody(round) }) },
  { name: "known account", path, body: (round) => ({ email: personAt(round % people) }) },
];

const groups = (quick: boolean): readonly Group[] => [
  {
    name: "sign-in by argon2id",
    kinds: signInKinds,
    rounds: quick ? 40 : 1_000,
    scheme: "argon2id",
  },
  {
    name: "magic link asked for",
    kinds: request("/api/v1/auth/magic-link"),
    rounds: quick ? 40 : 1_000,
    scheme: "argon2id",
  },
  {
    name: "reset asked for",
    kinds: request("/api/v1/auth/password/forgot"),
    rounds: quick ? 40 : 1_000,
    scheme: "argon2id",
  },
  {
    name: "sign-in by bcrypt 12",
    kinds: signInKinds,
    rounds: quick ? 5 : 40,
    scheme: "bcrypt",
  },
];

/** What must be the same in every answer: all but what names this one request. */
const comparable = (status: number, body: string): string =>
  `${status} ${body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id").replace(/"timestamp":"[^"]*"/, "")}`;

function shuffle<T>(values: readonly T[]): T[] {
  const left = [...values];
  return values.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1));
}

function createSender(client: Client) {
  const nextAddress = createAddresses();
  return ({ path, body }: Kind, round: number) => {
    const headers = { ...forwardedHeaders, "x-forwarded-for": nextAddress() };
    return client.ask(encodeRequest("POST", path, headers, JSON.stringify(body(round))));
  };
}

type Send = ReturnType<typeof createSender>;

/** Five wrong passwords lock an account. */
async function lockOut(send: Send): Promise<void> {
  const guess = signIn("guess", (round) => personAt(half - 1 - (round % locked)));
  for (let round = 0; round < 5 * locked; round += 1) await send(guess, round);
}

async function sample(group: Group, send: Send, isLate: () => boolean): Promise<Sampled> {
  const times = group.kinds.map((): number[] => []);
  let first: string | undefined;
  let unequal = 0;
  const warmUp = Math.min(20, group.rounds);
  for (let round = 0; round < group.rounds + warmUp && !isLate(); round += 1) {
    for (const [at, kind] of shuffle([...group.kinds.entries()])) {
      // Warming up asks for nobody: those who are known have but so many tries.
      const isWarm = round >= warmUp;
      const answer = await send(
        isWarm ? kind : (group.kinds[0] ?? kind),
        isWarm ? round - warmUp : group.rounds + round * group.kinds.length + at,
      );
      first ??= comparable(answer.status, answer.body);
      if (comparable(answer.status, answer.body) !== first) unequal += 1;
      if (isWarm) times[at]?.push(answer.ms);
      await delay(pauseMs);
    }
  }
  return { group, times, unequal };
}

/** The groups of one way to hash, on a server of their own. */
async function sampleScheme(
  scheme: Group["scheme"],
  { scratch, quick, isLate, isWanted }: Ground,
): Promise<{ readonly sampled: readonly Sampled[]; readonly others: readonly number[] }> {
  const chosen = groups(quick).filter((group) => group.scheme === scheme && isWanted(group.name));
  if (chosen.length === 0) return { sampled: [], others: [] };
  const server: RunningServer<Listening> = await startServer<Listening>({
    contestant: {
      name: `people-${scheme}`,
      file: "plinth-people.ts",
      variant: scheme,
      nodeArgs: ["--conditions=plinth-source"],
    },
    folder: join(import.meta.dirname, "contestants/sign-in"),
    scratch,
    timeout: 30_000,
  });
  const client = createClient(server.ready.port, 10_000);
  const sampled: Sampled[] = [];
  const others: number[] = [];
  try {
    const send = createSender(client);
    await lockOut(send);
    for (const group of chosen) {
      console.log(`${group.name}: ${group.rounds} rounds`);
      const readOthers = watchOthers([server.pid]);
      sampled.push(await sample(group, send, isLate));
      others.push(readOthers());
    }
  } finally {
    client.close();
    await server.stop();
  }
  return { sampled, others };
}

interface Comparison {
  readonly row: readonly string[];
  readonly holds: boolean;
}

function compare({ group, times, unequal }: Sampled): Comparison[] {
  const [unknown = [], ...rest] = times;
  const tests = rest.map((known) => compareRanks(unknown, known));
  const corrected = correctForMany(tests.map(({ p }) => p));
  const noticed = smallestNoticed(unknown, alpha);
  return rest.map((known, at) => {
    const p = corrected[at] ?? 0;
    const isEqual = p >= alpha && unequal === 0;
    const verdict = unequal > 0 ? `${unequal} ANSWERS DIFFER` : isEqual ? "holds" : "TIMES DIFFER";
    return {
      row: [
        group.name,
        group.kinds[at + 1]?.name ?? "",
        `${known.length}`,
        format(median(unknown), 3),
        format(median(known), 3),
        format(tests[at]?.above ?? Number.NaN, 3),
        format(p, 3),
        format(noticed * 1000, 0),
        verdict,
      ],
      holds: isEqual,
    };
  });
}

async function run(ground: Ground): Promise<Findings> {
  const parts = [await sampleScheme("argon2id", ground), await sampleScheme("bcrypt", ground)];
  const sampled = parts.flatMap((part) => part.sampled);
  const comparisons = sampled.flatMap(compare);
  const control = sampled.map(({ group, times: [unknown = []] }) => {
    const [even, odd] = [0, 1].map((rest) => unknown.filter((_, at) => at % 2 === rest));
    return `${group.name} ${format(compareRanks(even ?? [], odd ?? []).p, 2)}`;
  });
  const table = markdownTable(
    [
      "request",
      "compared with an unknown account",
      "samples of each",
      "median ms, unknown",
      "median ms",
      "slower in a share of",
      "p (Holm)",
      "would notice, us",
      "verdict",
    ],
    comparisons.map(({ row }) => row),
  );
  return {
    text: [table, `Unknown accounts against unknown accounts, p: ${control.join("; ")}.`].join(
      "\n\n",
    ),
    method: [
      `One request at a time, ${pauseMs} ms apart, kinds in random order within each round, each from a new address; Mann-Whitney U over client-side times, corrected by Holm within a group, alpha ${alpha}.`,
      '"Would notice" is the smallest shift of all times that this test would have called a difference, found from the spread of the samples themselves.',
    ],
    holds: comparisons.length > 0 && comparisons.every(({ holds }) => holds),
    others: parts.flatMap((part) => part.others),
    versions: {},
    raw: sampled,
  };
}

await runMeasurement({
  name: "equal-timing",
  purpose: `Whether the time of an answer tells if an account exists.\n  Parts: ${groups(true)
    .map(({ name }) => `"${name}"`)
    .join(", ")}`,
  budgetSeconds: 170,
  // A disk's moods would drown what is looked for.
  scratch: "memory",
  run,
});
