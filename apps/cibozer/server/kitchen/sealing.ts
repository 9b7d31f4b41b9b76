import { type FieldSealer, platformErrors } from "plinth";
import { sealedColumn } from "../sealed-column.ts";
import type { KitchenRepository, KitchenRow } from "./repository.ts";

/** Of writers at once each turn lets one through: more than that are never there for one account. */
const MOST_TURNS = 50;

/** Kitchens as their owners know them. */
export interface Kitchens extends Pick<KitchenRepository, "find" | "remove"> {
  /** Of two changes at once none is lost. */
  readonly change: (
    accountId: string,
    change: (row: KitchenRow | undefined) => KitchenRow,
  ) => Promise<KitchenRow>;
}

/** What somebody likes and has at home, kept sealed; units and the order of a shop tell nothing. */
export const withSealedKitchens = (
  repository: KitchenRepository,
  fields: FieldSealer,
): Kitchens => {
  const tastes = sealedColumn(fields, "kitchens", "tastes");
  const pantries = sealedColumn(fields, "kitchens", "pantry");
  const sealed = async (row: KitchenRow): Promise<KitchenRow> => ({
    ...row,
    tastes: await tastes.seal(row.account_id, row.account_id, row.tastes),
    pantry: await pantries.seal(row.account_id, row.account_id, row.pantry),
  });
  const opened = async (row: KitchenRow): Promise<KitchenRow> => ({
    ...row,
    tastes: await tastes.open(row.account_id, row.account_id, row.tastes),
    pantry: await pantries.open(row.account_id, row.account_id, row.pantry),
  });
  return {
    find: async (accountId) => {
      const kept = await repository.find(accountId);
      return kept && opened(kept);
    },
    change: async (accountId, change) => {
      for (let turn = 0; turn < MOST_TURNS; turn += 1) {
        const before = await repository.find(accountId);
        const row = change(before && (await opened(before)));
        if (await repository.replace(before, await sealed(row))) return row;
      }
      throw platformErrors.make.CONFLICT();
    },
    remove: repository.remove,
  };
};
