import type { LiveCaller } from "./callers.ts";
import { expectedOutcome, outcomeOf } from "./expected-outcome.ts";
import type { Credential, Operation, WholeApplication } from "./whole-application.ts";

const DAY_MS = 86_400_000;

/** A cell of the matrix that is not what the policy table says. */
export interface Difference {
  readonly operation: string;
  readonly caller: string;
  readonly expected: string;
  readonly found: string;
}

/** What the matrix came to. */
export interface Matrix {
  readonly cells: number;
  readonly differences: readonly Difference[];
  /** Cells in which a known caller must be denied. */
  readonly denials: number;
}

const AT_ONCE = 8;

/** Does a work for each of many, a few at a time. */
const inTurns = async <T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  const rest = [...all];
  const next = async (): Promise<void> => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
};

/** Asks every operation as every caller, and compares the answers with the published policy. */
export const walkMatrix = async (
  whole: WholeApplication,
  callers: readonly LiveCaller[],
  operations: readonly Operation[] = whole.operations,
): Promise<Matrix> => {
  const differences: Difference[] = [];
  let denials = 0;
  for (const { caller, credential } of callers) {
    // A day later every limit has room again, and no limit answers in the place of the policy.
    whole.identity.clock.advance(DAY_MS);
    let headers: Credential | undefined;
    const ask = async (operation: Operation): Promise<void> => {
      headers ??= await credential();
      const body = operation.body === undefined ? undefined : {};
      const reply = await whole.ask(operation.method, whole.pathOf(operation), headers, body);
      const expected = expectedOutcome(operation, caller);
      const found = outcomeOf(reply);
      if (expected.startsWith("denied")) denials += 1;
      // What was let through may have ended the session; what was denied must not, and would be seen.
      if (!found.startsWith("denied") && operation.method !== "GET") headers = undefined;
      if (found !== expected) {
        differences.push({
          operation: operation.name,
          caller: caller?.name ?? "nobody",
          expected,
          found,
        });
      }
    };
    // Each denial waits for its entries to be on the disk: several wait together.
    const isDenied = (operation: Operation) =>
      expectedOutcome(operation, caller).startsWith("denied");
    headers = await credential();
    await inTurns(operations.filter(isDenied), ask);
    for (const operation of operations) if (!isDenied(operation)) await ask(operation);
  }
  return { cells: callers.length * operations.length, differences, denials };
};

/** A counter as the metrics tell it. */
export const counterOf = (whole: WholeApplication, name: string): number => {
  const line = whole.identity.app.metrics
    .render()
    .split("\n")
    .find((one) => one.startsWith(`plinth_${name} `) || one.startsWith(`${name} `));
  return Number(line?.split(" ").at(-1) ?? 0);
};
