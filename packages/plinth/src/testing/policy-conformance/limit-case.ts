import { type NumericField, windowsFor } from "#app";
import { type Bench, check, isAdmitted } from "./bench.ts";
import type { Connection, RawAnswer } from "./connection.ts";
import { type Caller, requestFor } from "./requests.ts";
import type { Policy } from "./stand-in.ts";

type Limit = NonNullable<NumericField["limit"]>;

interface Window {
  readonly limit: number;
  readonly seconds: number;
}

/** Calls at one instant, and how long nothing happens then. */
interface Step {
  readonly calls: number;
  readonly waitSeconds: number;
}

/** A tier and a role that have the window, and that no other rule gives one of its own. */
const whomOf = ({ access, limits }: Policy, { tier, role }: Limit) => {
  const isOwn = (name: string): boolean =>
    limits.some(({ roles = {} }) => Object.hasOwn(roles, name));
  const plain = access.kind === "role" ? access.roles.find((name) => !isOwn(name)) : "conformance";
  return { tier: tier ?? "conformance", role: role ?? plain ?? "conformance" };
};

/** Windows that decide about the same calls as this one. */
const rivalsOf = (policy: Policy, limit: Limit): readonly Window[] =>
  policy.limits
    .filter(({ by, name, dryRun }) => by === limit.by && (!dryRun || name === limit.rule))
    .flatMap((rule) => windowsFor(rule, whomOf(policy, limit)));

/** How to make so many calls that no shorter window refuses one; all are free at the end. */
const planOf = (calls: number, shorter: readonly Window[]): readonly Step[] => {
  const longest = shorter.at(-1);
  if (longest === undefined) return [{ calls, waitSeconds: 0 }];
  const steps: Step[] = [];
  for (let left = calls; left > 0; left -= longest.limit) {
    steps.push(...planOf(Math.min(left, longest.limit), shorter.slice(0, -1)));
    steps.push({ calls: 0, waitSeconds: longest.seconds });
  }
  return steps;
};

const requirePlan = (policy: Policy, value: number, limit: Limit): readonly Step[] => {
  const seconds = limit.windowSeconds;
  const rivals = rivalsOf(policy, limit).toSorted((a, b) => a.seconds - b.seconds);
  const earlier = rivals.find((one) => one.seconds > seconds && one.limit <= value);
  const shorter = rivals.filter((one) => one.seconds < seconds);
  const plan = planOf(value, shorter);
  const lasts = plan.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0);
  check(
    earlier === undefined && lasts < seconds,
    `${value} calls in ${seconds} seconds can never be what refuses: other windows come first`,
  );
  return plan;
};

const send = async (
  connection: Connection,
  policy: Policy,
  callers: readonly Caller[],
): Promise<readonly RawAnswer[]> => {
  connection.write(callers.map((caller) => requestFor(policy, caller)).join(""));
  const answers: RawAnswer[] = [];
  for (const _ of callers) answers.push(await connection.next());
  return answers;
};

/** Callers that only this limit takes for the same one; the others never see one twice. */
const createSameCallers = (
  bench: Bench,
  policy: Policy,
  limit: Limit,
): ((calls: number) => Caller[]) => {
  const { by } = limit;
  const first = bench.newCaller();
  const whom = whomOf(policy, limit);
  const same: Caller = by === "key" ? { ...first, key: `key of ${first.user}` } : first;
  const kept = by.startsWith("field:") ? "field" : (by as "address" | "user" | "key");
  return (calls) =>
    Array.from({ length: calls }, () => ({ ...bench.newCaller(), ...whom, [kept]: same[kept] }));
};

/** Refused, and told for how long. */
const checkRefusal = (answer: RawAnswer | undefined, retryAfter: number, value: number): void => {
  check(answer?.status === 429, `call ${value + 1} is answered ${answer?.status}, not 429`);
  const told = answer?.headers["retry-after"];
  check(Number(told) === retryAfter, `Retry-After is ${told}, not ${retryAfter}`);
  check(/;r=0;/.test(answer?.headers["ratelimit"] ?? ""), "the refusal announces budget");
};

/** Exactly so many calls pass in the window, and the next is the only one that is refused. */
export const proveLimit = async (parts: {
  readonly bench: Bench;
  readonly policy: Policy;
  readonly field: NumericField;
  readonly connection: Connection;
}): Promise<void> => {
  const { bench, policy, field, connection } = parts;
  const { clock } = bench;
  const { value, limit } = field;
  if (limit === undefined) throw new Error("a limit without a window");
  const { rule, by, windowSeconds, dryRun } = limit;
  const plan = requirePlan(policy, value, limit);
  const callers = createSameCallers(bench, policy, limit);
  const before = bench.wouldBlock(rule, by);
  const startedAt = clock.now();
  let made = 0;
  for (const { calls, waitSeconds } of plan) {
    const answers = await send(connection, policy, callers(calls));
    const refused = answers.findIndex((answer) => !isAdmitted(answer));
    check(
      refused === -1,
      `call ${made + refused + 1} of ${value} is answered ${answers[refused]?.status}`,
    );
    const announced = answers.at(-1)?.headers["ratelimit-policy"] ?? "";
    const isAnnounced = announced.includes(`;q=${value};w=${windowSeconds}`);
    check(calls === 0 || dryRun || isAnnounced, `RateLimit-Policy says "${announced}"`);
    made += calls;
    clock.advance(waitSeconds * 1_000);
  }
  const [next] = await send(connection, policy, callers(1));
  if (!dryRun) {
    const left = startedAt + windowSeconds * 1_000 - clock.now();
    checkRefusal(next, Math.max(1, Math.ceil(left / 1_000)), value);
    return;
  }
  check(next !== undefined && isAdmitted(next), `a dry run refuses call ${value + 1}`);
  const would = bench.wouldBlock(rule, by) - before;
  check(would === 1, `a dry run counts ${would} calls that it would have refused, not 1`);
};
