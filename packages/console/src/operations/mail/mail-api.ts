import type { ApiClient } from "../../client/index.ts";

/** What became of mails of one kind. */
export interface MailKind {
  readonly name: string;
  readonly sent: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly limited: number;
  readonly expired: number;
}

/** The answer of GET /api/v1/admin/mail/summary. */
export interface MailSummary {
  readonly transport: "smtp" | "mailbox";
  readonly queue: { readonly waiting: number; readonly running: number; readonly failed: number };
  /** Counts go back so many days. */
  readonly days: number;
  readonly kinds: readonly MailKind[];
  readonly suppressed: number;
  readonly takesBounces: boolean;
}

/** An address that gets no mail; the address itself is not kept. */
export interface Suppression {
  readonly id: string;
  readonly domain: string;
  readonly reason: "refused" | "bounced" | "complained";
  readonly detail: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** A page of suppressions, newest first. */
export interface SuppressionPage {
  readonly suppressions: readonly Suppression[];
  readonly next: string | null;
}

const ROOT = "/api/v1/admin/mail";

/** Where it lies as a file which addresses get no mail. */
export const SUPPRESSIONS_FILE = `${ROOT}/suppressions/export`;
const part = encodeURIComponent;

/** Names the calls about mail. */
export const createMailApi = (client: ApiClient) => ({
  summary: (signal?: AbortSignal) => client.get<MailSummary>(`${ROOT}/summary`, signal),
  suppressions: (before: string | null, signal?: AbortSignal) =>
    client.get<SuppressionPage>(
      `${ROOT}/suppressions${before === null ? "" : `?before=${part(before)}`}`,
      signal,
    ),
  /** Null where the address gets mail. */
  find: async (address: string): Promise<Suppression | null> => {
    const path = `${ROOT}/suppressions/find`;
    const found = await client.post<{ readonly suppression: Suppression | null }>(path, {
      address,
    });
    return found.suppression;
  },
  /** Lets an address have mail again. */
  lift: (id: string) =>
    client.request<undefined>({ method: "DELETE", path: `${ROOT}/suppressions/${part(id)}` }),
});
