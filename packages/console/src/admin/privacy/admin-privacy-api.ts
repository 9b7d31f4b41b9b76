import type { ApiClient } from "../../client/index.ts";

/** An archive that somebody asked for; times are ISO 8601. */
export interface ListedExport {
  readonly id: string;
  readonly accountId: string;
  readonly state: "waiting" | "ready" | "fetched" | "expired" | "failed";
  readonly createdAt: string;
}

/** An account that is gone, or goes. */
export interface ListedErasure {
  readonly id: string;
  readonly at: string;
  readonly doneAt: string | null;
  readonly origin: "owner" | "administrator" | "ledger";
}

/** Rows that the next retention run removes. */
export interface DueTable {
  readonly table: string;
  readonly retention: string;
  readonly days: number;
  readonly rows: number;
}

/** Exports, erasures and what is due. */
export interface PrivacyOverview {
  readonly exports: readonly ListedExport[];
  readonly erasures: readonly ListedErasure[];
  readonly due: readonly DueTable[];
}

/** A breach of personal data. */
export interface Breach {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tables: readonly string[];
  readonly deadline: string;
  /** Below zero once it is over; null where the authority was told. */
  readonly hoursLeft: number | null;
  readonly people: number;
  readonly authorityToldAt: string | null;
  readonly peopleToldAt: string | null;
  readonly closedAt: string | null;
}

/** Breaches, and the tables that one can be about. */
export interface BreachBook {
  readonly breaches: readonly Breach[];
  readonly tables: readonly string[];
}

/** One activity of the record of processing. */
export interface ProcessingRecord {
  readonly purpose: string;
  readonly basis: string;
  readonly tables: readonly string[];
  readonly isSensitive: boolean;
  readonly retention: readonly string[];
}

/** Names the calls of the privacy page of administrators. */
export const createAdminPrivacyApi = (client: ApiClient) => {
  const root = "/api/v1/admin/privacy";
  const step = (id: string, name: string) =>
    client.post<unknown>(`${root}/breaches/${encodeURIComponent(id)}/${name}`);
  return {
    overview: (signal?: AbortSignal) => client.get<PrivacyOverview>(`${root}/overview`, signal),
    records: async (signal?: AbortSignal): Promise<readonly ProcessingRecord[]> =>
      (await client.get<{ records: readonly ProcessingRecord[] }>(`${root}/records`, signal))
        .records,
    breaches: (signal?: AbortSignal) => client.get<BreachBook>(`${root}/breaches`, signal),
    openBreach: (draft: {
      readonly title: string;
      readonly description: string;
      readonly tables: readonly string[];
    }) => client.post<Breach>(`${root}/breaches`, draft),
    tellAuthority: (id: string) => step(id, "tell-authority"),
    tellPeople: (id: string) => step(id, "tell-people"),
    closeBreach: (id: string) => step(id, "close"),
  };
};
