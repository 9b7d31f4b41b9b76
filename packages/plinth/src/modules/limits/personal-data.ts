import type { PersonalData } from "#modules/contract";
import type { LimitRepository } from "./repository.ts";

/**
 * What address lists hold of an account: which entries an administrator made. The addresses belong
 * to nobody who is known; they are kept for a week after the end of their entry and no longer.
 */
export const limitPersonalData = (repository: LimitRepository): readonly PersonalData[] => [
  {
    table: "address_entries",
    subject: "made_by",
    erase: repository.forgetMaker,
    export: async (accountId) =>
      (await repository.madeBy(accountId)).map(({ range, kind, reason, from }) => ({
        address: range,
        kind,
        reason,
        at: new Date(from).toISOString(),
      })),
  },
];
