import type { PersonalData } from "#modules/contract";
import type { OverrideRepository } from "./override-repository.ts";
import type { LimitRepository } from "./repository.ts";

/**
 * What is held of an account: which entries and limits an administrator made. The addresses belong
 * to nobody who is known; they are kept for a week after the end of their entry and no longer.
 */
export const limitPersonalData = (
  repository: LimitRepository,
  overrides: OverrideRepository,
): readonly PersonalData[] => [
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
  {
    table: "limit_overrides",
    subject: "made_by",
    erase: overrides.forgetMaker,
    export: async (accountId) =>
      (await overrides.madeBy(accountId)).map(({ route, limits, madeAt }) => ({
        route,
        limits: JSON.stringify(limits),
        at: new Date(madeAt).toISOString(),
      })),
  },
];
