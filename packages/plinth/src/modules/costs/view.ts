import { amountText } from "./money.ts";
import type { CostRow } from "./repository.ts";

/** A call as administrators see it. */
export interface CostView {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly accountId: string | null;
  readonly endpoint: string;
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costMicros: number;
  readonly cost: string;
}

/** A row as administrators see it. */
export const viewOf = (row: CostRow): CostView => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  accountId: row.account_id,
  endpoint: row.endpoint,
  model: row.model,
  tokensIn: row.tokens_in,
  tokensOut: row.tokens_out,
  costMicros: row.cost_micros,
  cost: amountText(row.cost_micros),
});
