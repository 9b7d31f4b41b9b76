import jsonwebtoken from "jsonwebtoken";
import { createManualClock, Secret } from "../packages/plinth/src/core/index.ts";
import {
  createJwt,
  createKeyring,
  generateJwtKey,
  JWT_ALGORITHMS,
  type Jwt,
  type JwtAlgorithm,
  type JwtKey,
} from "../packages/plinth/src/crypto/index.ts";
import { createAuthenticator } from "../packages/plinth/src/modules/sessions/authenticator.ts";
import type { LiveSession } from "../packages/plinth/src/modules/sessions/repository.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { type Candidate, type MeasuredCandidate, measureCalls } from "./harness/microseconds.ts";
import { markdownTable, median, pairedRatios, spread } from "./harness/stats.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";

/**
 * What an access token costs, by algorithm: to sign, to verify, and to judge as the session check
 * does, for a token that was seen before and for a new one of a known session. CPU time, one
 * process, interleaved, ratios per round.
 */
const flags = readFlags();
const rounds = flags.quick ? 3 : 15;
const sliceMicros = flags.quick ? 20_000 : 60_000;
/** Different tokens, so that nothing is measured that only the same one again would have. */
const TOKENS = 512;

const clock = createManualClock(Date.now());
const secret = new Secret("a secret of the bench, long enough");
const subject = {
  sub: "01890a5d-ac96-774b-bcce-b302099a8057",
  sid: "01890a5d-ac96-774b-bcce-b302099a8058",
  role: "user",
  tier: "free",
};

const keyOf = (algorithm: JwtAlgorithm): JwtKey =>
  algorithm === "HS256"
    ? { kid: "bench", algorithm, key: createKeyring(secret).derive("bench") }
    : generateJwtKey(algorithm);

/** Goes through a list again and again. */
function cycle<T>(values: readonly T[]): () => T {
  let index = 0;
  return () => {
    index = (index + 1) % values.length;
    return values[index] as T;
  };
}

/** The session check on a session that the process knows; with `maxEntries` 1 every token is new. */
function sessionCheck(jwt: Jwt, maxEntries: number) {
  const row = {
    id: subject.sid,
    account_id: subject.sub,
    cookie_hash: "",
    epoch: 0,
    assurance: 1,
    authenticated_at: clock.now(),
    agent: "",
    address: "",
    created_at: clock.now(),
    last_seen_at: clock.now(),
    expires_at: clock.now() + 86_400_000,
    role: "user",
    tier: "free",
  } as LiveSession;
  return createAuthenticator({
    repository: {
      engine: "embedded",
      findByCookie: async () => undefined,
      findById: async () => row,
      touch: async () => undefined,
    },
    tokens: { verify: jwt.verify, lookAgain: () => undefined },
    clock,
    background: {
      run: () => true,
      drain: async () => undefined,
      pending: () => 0,
    },
    permissionsOf: () => [],
    needsSecondFactor: () => false,
    idleMs: 1_800_000,
    maxEntries,
  });
}

async function candidatesOf(algorithm: JwtAlgorithm): Promise<readonly Candidate[]> {
  const key = keyOf(algorithm);
  const jwt = createJwt({ keys: [key], issuer: "bench", audience: "bench/api", clock });
  const sign = (index: number) =>
    jwt.sign({ ...subject, jti: `token ${index}`, lifetimeSeconds: 1_800 });
  const tokens = Array.from({ length: TOKENS }, (_, index) => sign(index));
  const [known, fresh] = [sessionCheck(jwt, 10_000), sessionCheck(jwt, 1)];
  for (const check of [known, fresh]) {
    for (const bearer of tokens) await check.authenticate({ cookie: undefined, bearer });
  }
  const next = { verify: cycle(tokens), known: cycle(tokens), fresh: cycle(tokens) };
  const check = (judge: typeof known, bearer: string): boolean => {
    const caller = judge.authenticate({ cookie: undefined, bearer });
    return caller !== undefined && !(caller instanceof Promise);
  };
  const own: Candidate[] = [
    { group: "sign", name: algorithm, run: () => sign(0) !== "" },
    { group: "verify", name: algorithm, run: () => jwt.verify(next.verify()).ok },
    {
      group: "session check, a token seen before",
      name: algorithm,
      run: () => check(known, next.known()),
    },
    {
      group: "session check, a new token of a known session",
      name: algorithm,
      run: () => check(fresh, next.fresh()),
    },
  ];
  // jsonwebtoken knows no EdDSA.
  if (algorithm === "EdDSA") return own;
  const { createPublicKey } = await import("node:crypto");
  const publicKey = algorithm === "HS256" ? key.key : createPublicKey(key.key);
  const theirs = cycle(tokens);
  const options = { algorithms: [algorithm], issuer: "bench", audience: "bench/api" };
  const peer: Candidate = {
    group: "verify",
    name: `${algorithm} with jsonwebtoken`,
    run: () => jsonwebtoken.verify(theirs(), publicKey, options) !== undefined,
  };
  return [...own, peer];
}

function render(rows: readonly MeasuredCandidate[]): string {
  const lines = rows.map((row) => {
    const first = rows.find(({ group }) => group === row.group) ?? row;
    const micros = (median(row.nanos) / 1000).toFixed(2);
    return [row.group, row.name, micros, spread(pairedRatios(row.nanos, first.nanos))];
  });
  return markdownTable(["what", "with", "CPU us a call", "times HS256 (range)"], lines);
}

const built = (await Promise.all(JWT_ALGORITHMS.map(candidatesOf))).flat();
for (const { group, name, run } of built) {
  if (!run()) throw new Error(`${name} does not ${group}`);
}
const groups = [...new Set(built.map(({ group }) => group))];
const measured = groups.map((group) =>
  measureCalls(
    built.filter((one) => one.group === group),
    { rounds, sliceMicros },
  ),
);
const rows = measured.flatMap((one) => one.rows);
const sink = measured.reduce((sum, one) => sum + one.sink, 0);
const machine = describeMachine();
const versions = readVersions(["jsonwebtoken"]);
const command = describeCommand("run tokens");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `${rounds} interleaved rounds over ${TOKENS} tokens, medians; ratios are taken within a round. jsonwebtoken ${versions["jsonwebtoken"]}.`,
  ].join("\n"),
  render(rows),
].join("\n\n");
console.log(text);
storeResult(
  "tokens",
  { date, command, machine, versions, load, quick: flags.quick, rows, sink },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:tokens", text);
}
