import type { ApiClient } from "../../client/index.ts";

/** The last restore into a scratch directory that was looked at; instants in milliseconds. */
export interface BackupProof {
  readonly at: number;
  /** The last commit that the restored database has. */
  readonly restoredTo: number;
  readonly rows: number;
  readonly tables: number;
  readonly bytes: number;
  readonly restoreMs: number;
  readonly checkMs: number;
  readonly lagMs: number | null;
}

/** The answer of GET /api/v1/admin/backups. */
export interface BackupList {
  readonly isOn: boolean;
  readonly place: string;
  readonly isFollowing: boolean;
  /** Rows are dumped once a day instead. */
  readonly isDumped: boolean;
  readonly lagMs: number;
  readonly bytes: number;
  readonly proof: BackupProof | null;
  readonly work: {
    readonly what: "full backup" | "restore drill";
    readonly since: number;
    readonly share: number;
  } | null;
  readonly fault: { readonly at: number; readonly message: string } | null;
  readonly copy: {
    readonly place: string;
    readonly waiting: number;
    readonly fault: string | null;
  } | null;
  readonly backups: readonly {
    readonly name: string;
    readonly at: number;
    readonly bytes: number;
  }[];
}

const ROOT = "/api/v1/admin/backups";

/** Names the calls about backups. */
export const createBackupsApi = (client: ApiClient) => ({
  list: (signal?: AbortSignal): Promise<BackupList> => client.get(ROOT, signal),
  /** Has a full backup made. */
  create: () => client.post<unknown>(ROOT),
  /** Has the newest state restored and looked at. */
  drill: () => client.post<unknown>(`${ROOT}/drill`),
});
