import type { ApiClient } from "../../client/index.ts";

/** Who acted, or what was acted on; "erased" is an account that nobody can name any more. */
export interface Party {
  readonly kind: "account" | "erased" | "thing";
  readonly id: string;
}

/** What became of an action. */
export type Outcome = "success" | "refused" | "failed" | "repeated" | "interrupted";

/** An entry of the audit trail (LOG-04); times are ISO 8601, null for what is not known. */
export interface AuditEntry {
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly notedAt: string;
  readonly action: string;
  readonly outcome: Outcome;
  readonly actor: Party | null;
  readonly via: string | null;
  readonly target: Party | null;
  readonly route: string | null;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly hash: string;
}

/** A page of entries; `next` is the `before` of the following one. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next: string | null;
}

/** Which entries to list; empty strings ask for nothing special. */
export interface AuditFilter {
  readonly actor: string;
  readonly target: string;
  readonly action: string;
  readonly outcome: string;
  readonly request: string;
  readonly from: string;
  readonly to: string;
  readonly before: string;
}

/** How the chain is. */
export interface ChainState {
  readonly entries: number;
  readonly publicKey: string;
  readonly isPutBack: boolean;
  readonly verified: {
    readonly at: string;
    readonly isWhole: boolean;
    readonly entries: number;
    readonly faults: readonly string[];
  } | null;
}

const ROOT = "/api/v1/admin/audit-log";

const queryOf = (members: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(
    Object.entries(members).filter(([, value]) => value !== ""),
  ).toString();
  return query === "" ? "" : `?${query}`;
};

/** Where the entries that a filter lets through lie as a file. */
export const auditFile = ({ before: _, ...filter }: AuditFilter, format: "csv" | "json"): string =>
  `${ROOT}/export${queryOf({ format, ...filter })}`;

/** Names the calls about the audit trail. */
export const createAuditApi = (client: ApiClient) => ({
  list: (filter: AuditFilter, signal?: AbortSignal): Promise<AuditPage> =>
    client.get(`${ROOT}${queryOf({ ...filter })}`, signal),
  chain: (signal?: AbortSignal): Promise<ChainState> => client.get(`${ROOT}/chain`, signal),
  verify: () => client.post<undefined>(`${ROOT}/verify`),
});
