import { NoAnswerError } from "../exchange.ts";
import { type Fault, type Finding, undocumented } from "../probe.ts";
import type { Answer, Ask, Target } from "../target.ts";
import { judge } from "./judge.ts";
import { bodyFor, type Operation, operationsOf, pathOf } from "./operations.ts";
import { createPerson, hasAccounts, type Person } from "./people.ts";

/** An object that fits the schema of an operation. */
export type Fitting = Readonly<Record<string, unknown>>;

/** A way to spoil a request; undefined where it does not apply. */
export interface Variant {
  readonly name: string;
  readonly spoil: (fitting: Fitting, operation: Operation) => Ask | undefined;
}

/** What to send and what must come back. */
export interface BodyPlan {
  readonly variants: readonly Variant[];
  readonly isRefused: (answer: Answer) => boolean;
  readonly wanted: string;
  /** Ends at the first fault: where each costs a wait, one is enough to know. */
  readonly endsAtFault?: boolean;
  /** Whether one account may send everything: where nothing that is sent is ever acted upon. */
  readonly sharesPerson?: boolean;
}

const isObject = (value: unknown): value is Fitting =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON text with its media type, for bodies that no serialiser would make. */
export const jsonText = (text: string): Ask => ({
  body: text,
  headers: { "Content-Type": "application/json" },
});

interface Sender {
  readonly target: Target;
  readonly operation: Operation;
  readonly person: Person | undefined;
}

/** What one spoilt request led to. */
type Outcome = Fault | "refused" | "limited" | "does not apply";

const sendSpoilt = async (sender: Sender, variant: Variant, plan: BodyPlan): Promise<Outcome> => {
  const { target, operation, person } = sender;
  const fitting = bodyFor(operation, target);
  const ask = isObject(fitting) ? variant.spoil(fitting, operation) : undefined;
  if (ask === undefined) return "does not apply";
  const credential: Record<string, string> =
    person === undefined ? {} : { Authorization: person.bearer };
  const headers = { ...credential, ...ask.headers };
  const path = pathOf(operation, target);
  const name = `${operation.name} ${variant.name}`;
  try {
    const all = { method: operation.method, ...ask, headers };
    const answer = await target.visitor().ask(path, all);
    if (answer.status === 429) return "limited";
    return plan.isRefused(answer) ? "refused" : { what: `${name}: ${answer.status}`, answer };
  } catch (fault) {
    // A service that goes silent over a bad body has a fault; one that is not asked has none.
    if (fault instanceof NoAnswerError) return { what: `${name}: ${fault.message}` };
    throw fault;
  }
};

/** The default limit of a user is a hundred a minute: nobody is sent for more often than this. */
const MOST_OF_ONE_PERSON = 60;

/** Accounts to send as: what is refused does nothing, so that one may send to several operations. */
const createSenders = (target: Target, plan: BodyPlan): (() => Promise<Person>) => {
  let person: Person | undefined;
  let sent = 0;
  return async () => {
    sent += plan.variants.length;
    const isSpent = sent > MOST_OF_ONE_PERSON && plan.sharesPerson !== true;
    if (person === undefined || isSpent) {
      person = await createPerson(target);
      sent = plan.variants.length;
    }
    return person;
  };
};

/** What came of all spoilt requests so far. */
interface Tally {
  readonly faults: Fault[];
  readonly leftOut: string[];
  checked: number;
}

/** Sends an operation its spoilt requests; true when nothing more need be sent. */
const sendAll = async (sender: Sender, plan: BodyPlan, tally: Tally): Promise<boolean> => {
  for (const variant of plan.variants) {
    const outcome = await sendSpoilt(sender, variant, plan);
    if (outcome === "limited") {
      tally.leftOut.push(`${sender.operation.name} ${variant.name} (limited)`);
    }
    if (outcome === "limited" || outcome === "does not apply") continue;
    tally.checked += 1;
    if (outcome === "refused") continue;
    tally.faults.push(outcome);
    if (plan.endsAtFault === true) return true;
  }
  return false;
};

/**
 * Sends every spoilt request to every operation with a body that a plain caller may call, each from
 * an address of its own. What a limit answers is left out, and named.
 */
export const askWithBodies = async (target: Target, plan: BodyPlan): Promise<Finding> => {
  const operations = operationsOf(target).filter(
    ({ body, policy }) => body !== undefined && ["public", "user"].includes(policy.access.kind),
  );
  if (operations.length === 0)
    return undocumented(target, "no document names an operation with a body");
  const tally: Tally = { faults: [], leftOut: [], checked: 0 };
  const someone = createSenders(target, plan);
  for (const operation of operations) {
    const isGuarded = operation.policy.access.kind === "user";
    if (isGuarded && !hasAccounts(target)) {
      tally.leftOut.push(`${operation.name} (no account)`);
      continue;
    }
    const person = isGuarded ? await someone() : undefined;
    if (await sendAll({ target, operation, person }, plan, tally)) break;
  }
  return judge({ ...tally, of: "spoilt requests", wanted: plan.wanted });
};
