import { type Finding, undocumented } from "../probe.ts";
import type { Target } from "../target.ts";
import { emptyAsk, operationsOf } from "./operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "./people.ts";
import { askEach } from "./refusals.ts";

/**
 * Asks as somebody who is signed in and no more for every operation whose path fits, which wants
 * 403 from each; `absent` says what a target without any does not have.
 */
export const refusedToUsers =
  (paths: RegExp, absent: string) =>
  async (target: Target): Promise<Finding> => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const operations = operationsOf(target).filter(({ path }) => paths.test(path));
    if (operations.length === 0) return undocumented(target, absent);
    const { bearer } = await createPerson(target);
    return askEach(target, {
      operations,
      askOf: (operation) => ({ ...emptyAsk(operation), headers: { Authorization: bearer } }),
      isRefused: ({ status }) => status === 403,
      wanted: "403 from each",
    });
  };
