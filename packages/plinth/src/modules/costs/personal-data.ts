import type { PersonalData } from "#modules/contract";
import { amountText } from "./money.ts";
import type { CostRepository } from "./repository.ts";

/** What costs hold of a person. Erasure takes the account away; what was paid stays in the sums. */
export const costPersonalData = (repository: CostRepository): readonly PersonalData[] => [
  {
    table: "cost_entries",
    subject: "account_id",
    erase: repository.forgetAccount,
    export: async (accountId) =>
      (await repository.allOf(accountId)).map((row) => ({
        at: new Date(row.at).toISOString(),
        endpoint: row.endpoint,
        model: row.model,
        tokensIn: row.tokens_in,
        tokensOut: row.tokens_out,
        cost: amountText(row.cost_micros),
      })),
  },
];
