import { useMemo } from "react";
import type { ApiClient, User } from "../client/index.ts";
import { useRuntime } from "../shell/index.ts";

/** What people are asked to agree to, and where they stand; times are ISO 8601. */
export interface Consent {
  readonly purpose: string;
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly state: "given" | "withdrawn" | "outdated" | "never";
  readonly at: string | null;
}

/** An archive of everything that is kept of somebody. */
export interface DataExport {
  readonly id: string;
  readonly state: "waiting" | "ready" | "fetched" | "expired" | "failed";
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly bytes: number | null;
}

/** The calls of the privacy page, by name. */
export type PrivacyApi = ReturnType<typeof createPrivacyApi>;

/** Names the calls of the privacy page. */
export const createPrivacyApi = (client: ApiClient) => {
  const root = "/api/v1/privacy";
  const consent = (purpose: string): string => `${root}/consents/${encodeURIComponent(purpose)}`;
  return {
    consents: async (signal?: AbortSignal): Promise<readonly Consent[]> =>
      (await client.get<{ consents: readonly Consent[] }>(`${root}/consents`, signal)).consents,
    give: ({ purpose, version }: Consent) =>
      client.request<Consent>({ method: "PUT", path: consent(purpose), body: { version } }),
    withdraw: ({ purpose }: Consent) => client.remove<Consent>(consent(purpose)),
    exports: async (signal?: AbortSignal): Promise<readonly DataExport[]> =>
      (await client.get<{ exports: readonly DataExport[] }>(`${root}/exports`, signal)).exports,
    requestExport: () => client.post<DataExport>(`${root}/exports`),
    /** The address under which an archive is fetched once. */
    ticket: async (id: string): Promise<string> =>
      (await client.post<{ url: string }>(`${root}/exports/${encodeURIComponent(id)}/ticket`)).url,
    correct: (name: string) =>
      client.request<{ user: User }>({ method: "PATCH", path: "/api/v1/auth/me", body: { name } }),
    erase: (confirm: string) =>
      client.request<{ state: "done" | "pending" }>({
        method: "POST",
        path: `${root}/erase`,
        body: { confirm },
        timeoutMs: 45_000,
      }),
  };
};

/** The calls of the privacy page, for the client of this application. */
export const usePrivacyApi = (): PrivacyApi => {
  const { client } = useRuntime();
  return useMemo(() => createPrivacyApi(client), [client]);
};

/** Keys under which the parts of the page are kept. */
export const privacyKeys = {
  consents: ["privacy", "consents"],
  exports: ["privacy", "exports"],
} as const;
