import type { ApiClient } from "../client/index.ts";

/** An account as administrators see it (ID-13); times are ISO 8601, null for never. */
export interface ListedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  readonly emailVerified: boolean;
  readonly createdAt: string;
  readonly disabled: boolean;
  readonly mfa: boolean;
  readonly failedAttempts: number;
  readonly lockedUntil: string | null;
  readonly lastFailedLogin: string | null;
  readonly lastSignInAt: string | null;
  readonly passwordChangedAt: string | null;
}

/** Where somebody is signed in. */
export interface UserSession {
  readonly id: string;
  readonly agent: string;
  readonly address: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
}

/** One account with its devices. */
export interface UserDetail {
  readonly user: ListedUser;
  readonly sessions: readonly UserSession[];
}

/** Which accounts to list; empty strings ask for nothing special. */
export interface UserFilter {
  readonly search: string;
  readonly role: string;
  /** Id of the last account of the page before. */
  readonly after: string;
}

/** A page of accounts; `next` is the `after` of the following one. */
export interface UserPage {
  readonly users: readonly ListedUser[];
  readonly next: string | null;
}

/** What a role may do. */
export interface Role {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly needsSecondFactor: boolean;
  readonly builtIn: boolean;
}

/** The roles, and what routes of this application ask for. */
export interface RoleBook {
  readonly roles: readonly Role[];
  readonly permissions: readonly string[];
}

/** One account in a report on rights (AZ-05). */
export interface ReportLine {
  readonly accountId: string;
  readonly email: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly disabled: boolean;
  readonly mfa: boolean;
  readonly lastSignInAt: string | null;
}

/** A signed review without its lines. */
export interface ReviewSummary {
  readonly id: string;
  readonly reviewer: string;
  readonly note: string;
  readonly createdAt: string;
  readonly accounts: number;
}

const ROOT = "/api/v1/admin";
const part = encodeURIComponent;

/** Where the present rights lie as a file. */
export const REPORT_FILE = `${ROOT}/access-report.csv`;
/** Where the rights of a signed review lie as a file. */
export const reviewFile = (id: string): string => `${ROOT}/access-reviews/${part(id)}/export`;

const queryOf = (filter: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
  return query.size === 0 ? "" : `?${query}`;
};

/** Where all accounts that a filter lets through lie as a file. */
export const usersFile = ({ search, role }: UserFilter): string =>
  `${ROOT}/users/export${queryOf({ search, role })}`;

/** The calls of administrators, by name. */
export type AdminApi = ReturnType<typeof createAdminApi>;

/** Names the calls of administrators. */
export const createAdminApi = (client: ApiClient) => {
  const user = (id: string) => `${ROOT}/users/${part(id)}`;
  return {
    users: (filter: UserFilter, signal?: AbortSignal): Promise<UserPage> =>
      client.get(`${ROOT}/users${queryOf({ ...filter })}`, signal),
    user: (id: string, signal?: AbortSignal): Promise<UserDetail> => client.get(user(id), signal),
    invite: async (draft: {
      email: string;
      name?: string;
      role?: string;
      tier?: string;
    }): Promise<ListedUser> =>
      (await client.post<{ user: ListedUser }>(`${ROOT}/users`, draft)).user,
    change: (id: string, body: { role?: string; tier?: string; disabled?: boolean }) =>
      client.request<undefined>({ method: "PATCH", path: user(id), body }),
    unlock: (id: string) => client.post<undefined>(`${user(id)}/unlock`),
    sendPasswordLink: (id: string) => client.post<undefined>(`${user(id)}/password-link`),
    resetFactors: (id: string) => client.post<undefined>(`${user(id)}/mfa/reset`),
    endSession: (id: string, session: string) =>
      client.remove<undefined>(`${user(id)}/sessions/${part(session)}`),
    endSessions: (id: string) => client.post<undefined>(`${user(id)}/sessions/revoke`),
    roles: (signal?: AbortSignal): Promise<RoleBook> => client.get(`${ROOT}/roles`, signal),
    saveRole: (name: string, body: Omit<Role, "name" | "builtIn">) =>
      client.request<undefined>({ method: "PUT", path: `${ROOT}/roles/${part(name)}`, body }),
    removeRole: (name: string) => client.remove<undefined>(`${ROOT}/roles/${part(name)}`),
    report: async (signal?: AbortSignal): Promise<readonly ReportLine[]> => {
      const found: ReportLine[] = [];
      for (let query = ""; ; ) {
        const page: { readonly lines: readonly ReportLine[]; readonly next: string | null } =
          await client.get(`${ROOT}/access-report${query}`, signal);
        found.push(...page.lines);
        if (page.next === null) return found;
        query = `?${new URLSearchParams({ after: page.next }).toString()}`;
      }
    },
    reviews: async (signal?: AbortSignal): Promise<readonly ReviewSummary[]> =>
      (await client.get<{ reviews: ReviewSummary[] }>(`${ROOT}/access-reviews`, signal)).reviews,
    signOff: (note: string) => client.post<undefined>(`${ROOT}/access-reviews`, { note }),
  };
};
