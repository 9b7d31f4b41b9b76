import type { Answer, Target } from "../../target.ts";
import { isReading, type Operation, operationsOf, pathOf } from "../operations.ts";
import { createPerson, hasAccounts } from "../people.ts";

/** An operation, and what a plain account got from it. */
export interface Read {
  readonly operation: Operation;
  readonly answer: Answer;
}

/** Operations that a plain account may read without naming anything. */
export const plainReads = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    (operation) =>
      isReading(operation) &&
      ["public", "user"].includes(operation.policy.access.kind) &&
      !["stream", "events", "file"].includes(operation.policy.produces) &&
      operation.parameters.every(({ required }) => required !== true),
  );

/** Reads all of them as a plain account, each from an address of its own; once in a run. */
export const readAll = (target: Target): Promise<readonly Read[]> =>
  target.remember("all reads", async () => {
    const person = hasAccounts(target) ? await createPerson(target, "reader") : undefined;
    const reads: Read[] = [];
    for (const operation of plainReads(target)) {
      const isForUsers = operation.policy.access.kind === "user";
      if (isForUsers && person === undefined) continue;
      const headers: Record<string, string> =
        isForUsers && person !== undefined ? { Authorization: person.bearer } : {};
      const answer = await target.visitor().ask(pathOf(operation, target), { headers });
      reads.push({ operation, answer });
    }
    return reads;
  });
