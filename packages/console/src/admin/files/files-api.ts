import type { ApiClient } from "../../client/index.ts";

/** A file in which a scanner found something; nobody gets its bytes. */
export interface QuarantinedFile {
  readonly id: string;
  /** The account that sent it; null for files of the application itself. */
  readonly ownerId: string | null;
  readonly purpose: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The scanner's name of what it found. */
  readonly signature: string | null;
  readonly createdAt: string;
}

/** A page of them, oldest first; `next` is the `after` of the following one. */
export interface FilePage {
  readonly files: readonly QuarantinedFile[];
  readonly next: string | null;
}

const PATH = "/api/v1/admin/files";

/** Where all of them lie as one file. */
export const FILES_FILE = `${PATH}/export`;

/** Names the calls about files in quarantine (UPL-04). */
export const createFilesApi = (client: ApiClient) => ({
  list: (after: string | null, signal?: AbortSignal): Promise<FilePage> => {
    const query = new URLSearchParams({ state: "quarantined" });
    if (after !== null) query.set("after", after);
    return client.get(`${PATH}?${query}`, signal);
  },
  remove: (id: string) => client.remove<undefined>(`${PATH}/${encodeURIComponent(id)}`),
});
