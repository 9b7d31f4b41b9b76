import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation, type Operation, operationsOf, pathOf } from "../../support/operations.ts";
import { hasAccounts, NO_ACCOUNTS, signIn, signUp } from "../../support/people.ts";
import type { Target } from "../../target.ts";

const ACTIVITY = "/api/v1/auth/activity";
const MOST_PAGES = 4;
/** What was done is written beside the answer, not before it. */
const MOST_LOOKS = 6;
const BETWEEN_MS = 500;

interface Page {
  readonly entries?: readonly { readonly name: string }[];
  readonly next?: string | null;
}

/** What an account is told of; steps on the way to something are no news. */
const TOLD = /^(?:session|account|api-key|password)\.(?!.{0,60}-begun$)/;

/** Deeds that need nothing but the will to do them, and are about the caller alone. */
const plainDeeds = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    ({ method, body, path, policy }) =>
      method !== "GET" &&
      body === undefined &&
      !path.includes("{") &&
      TOLD.test(policy.audit ?? "") &&
      policy.access.kind === "user" &&
      (policy.upload ?? null) === null,
  );

/** Names of what happened to an account, newest first, over a few pages. */
const namesOf = async (target: Target, bearer: string): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  let query = "";
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const headers = { Authorization: bearer };
    const answer = await target.visitor().ask(`${ACTIVITY}${query}`, { headers });
    const { entries = [], next } = (answer.json ?? {}) as Page;
    for (const { name } of entries) names.add(name);
    if (typeof next !== "string") break;
    query = `?before=${encodeURIComponent(next)}`;
  }
  return names;
};

/** Names of what happened to an account, once these are among them; a busy service is given a while. */
const namesWith = async (
  target: Target,
  bearer: string,
  wanted: readonly string[],
): Promise<ReadonlySet<string>> => {
  let names = await namesOf(target, bearer);
  for (let look = 1; look < MOST_LOOKS; look += 1) {
    if (wanted.every((name) => names.has(name))) break;
    await target.pause(BETWEEN_MS);
    names = await namesOf(target, bearer);
  }
  return names;
};

/** LOG-03 */
export const auditedRoutes: Probe = {
  id: "audited-routes",
  claim: "What is done to sessions and accounts on audited routes, their owner is told",
  requirements: ["LOG-03", "POL-02", "TST-03"],
  standard: "OWASP ASVS 5 V16.3.1, V16.3.3; OWASP A09:2021",
  owasp: "A09",
  severity: "medium",
  depth: "touch",
  remedy:
    "Declare `audit` of the route, and add the module activity; no handler writes it by itself.",
  sabotage: "unheard-deed",
  run: async (target) => {
    if (!hasAccounts(target) || findOperation(target, `GET ${ACTIVITY}`) === undefined) {
      return undocumented(target, `${NO_ACCOUNTS}, or no recent activity`);
    }
    const operations = plainDeeds(target);
    if (operations.length === 0) return undocumented(target, "no deed without a body is audited");
    const account = await signUp(target);
    const done: { readonly operation: Operation; readonly fault: Fault }[] = [];
    const leftOut: string[] = [];
    for (const operation of operations) {
      // Some deeds end the session: each has one of its own.
      const { bearer } = await signIn(target, account);
      const ask = { method: operation.method, headers: { Authorization: bearer } };
      const answer = await target.visitor().ask(pathOf(operation, target), ask);
      const what = `${operation.name}: no ${operation.policy.audit}`;
      if (answer.status < 300) done.push({ operation, fault: { what, answer } });
      else leftOut.push(`${operation.name} (${answer.status})`);
    }
    const { bearer } = await signIn(target, account);
    const due = done.map(({ operation }) => operation.policy.audit ?? "");
    const names = await namesWith(target, bearer, due);
    const faults = done
      .filter(({ operation }) => !names.has(operation.policy.audit ?? ""))
      .map(({ fault }) => fault);
    return judge({
      faults,
      checked: done.length,
      of: "deeds",
      wanted: "an entry for each",
      leftOut,
    });
  },
};
