import { type FieldSealer, platformErrors } from "plinth";
import { sealedColumn } from "../../sealed-column.ts";
import type { CheckRepository, StoredChecks } from "./repository.ts";

/** Of writers at once each turn lets one through: more than that are never there for one list. */
const MOST_TURNS = 50;

/** What is in the baskets of one account. */
export interface Checks extends Pick<CheckRepository, "remove" | "removeAll"> {
  readonly find: (accountId: string, planId: string) => Promise<readonly string[]>;
  /** Of two changes at once none is lost; undefined where the account has no such plan. */
  readonly change: (
    accountId: string,
    planId: string,
    change: (checked: readonly string[]) => readonly string[],
  ) => Promise<readonly string[] | undefined>;
  readonly list: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
}

/** What somebody buys, kept sealed: the keys are read outside of every transaction. */
export const withSealedChecks = (repository: CheckRepository, fields: FieldSealer): Checks => {
  const column = sealedColumn(fields, "grocery_checks", "checked");
  const open = async (accountId: string, kept: StoredChecks | undefined) => {
    if (kept === undefined) return [];
    const text = await column.open(accountId, kept.planId, kept.checked);
    return JSON.parse(text) as readonly string[];
  };
  return {
    find: async (accountId, planId) => open(accountId, await repository.find(accountId, planId)),
    change: async (accountId, planId, change) => {
      for (let turn = 0; turn < MOST_TURNS; turn += 1) {
        const before = await repository.find(accountId, planId);
        const next = change(await open(accountId, before));
        const checked = await column.seal(accountId, planId, JSON.stringify(next));
        const done = await repository.replace(accountId, before, { planId, checked });
        if (done === "no-plan") return undefined;
        if (done === "ok") return next;
      }
      throw platformErrors.make.CONFLICT();
    },
    list: async (accountId) =>
      Promise.all(
        (await repository.list(accountId)).map(async (kept) => ({
          planId: kept.planId,
          checked: await open(accountId, kept),
        })),
      ),
    remove: repository.remove,
    removeAll: repository.removeAll,
  };
};
