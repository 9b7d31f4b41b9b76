import { type ApiClient, ApiError } from "../client/index.ts";

/** One movement of credits; times are ISO 8601. */
export interface CreditEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: "grant" | "reserve" | "settle" | "refund";
  /** What it moved the balance by. */
  readonly amount: number;
  readonly reason: string;
}

/** What somebody has, and what moved it last, newest first. */
export interface CreditAccount {
  readonly balance: number;
  readonly entries: readonly CreditEntry[];
}

/** Reads it; null where the application has no credits. */
export const loadCredits = async (
  client: ApiClient,
  signal?: AbortSignal,
): Promise<CreditAccount | null> => {
  try {
    return await client.get<CreditAccount>("/api/v1/credits", signal);
  } catch (fault) {
    if (fault instanceof ApiError && fault.status === 404) return null;
    throw fault;
  }
};
