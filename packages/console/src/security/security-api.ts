import { useMemo } from "react";
import type { ApiClient } from "../client/index.ts";
import { useRuntime } from "../shell/index.ts";

/** An authenticator app; times are ISO 8601, as everywhere below. */
export interface AuthenticatorApp {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A browser that is not asked for a code. */
export interface RememberedBrowser {
  readonly id: string;
  readonly agent: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
}

/** How two-step sign-in stands. */
export interface TwoStep {
  readonly enabled: boolean;
  /** Whether the role counts only with a second factor. */
  readonly required: boolean;
  readonly factors: readonly AuthenticatorApp[];
  readonly recoveryCodesLeft: number;
  readonly rememberedDevices: readonly RememberedBrowser[];
}

/** What an authenticator app needs to know; the server tells it once. */
export interface AppSetup {
  readonly id: string;
  /** Base32. */
  readonly secret: string;
  /** The otpauth:// address of the QR code. */
  readonly uri: string;
}

/** An API key without its text. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  /** Such as "60/minute"; null where only the routes limit it. */
  readonly limit: string | null;
  readonly signing: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  /** Id of the key that took its place. */
  readonly replacedBy: string | null;
}

/** The keys of the person, newest first, and what a key may be given. */
export interface ApiKeys {
  readonly keys: readonly ApiKey[];
  readonly scopes: readonly string[];
}

/** The only answer that holds a key. */
export interface NewApiKey {
  readonly key: string;
  readonly signingSecret: string | null;
  readonly details: ApiKey;
}

/** Something that happened to the account, or was done by it. */
export interface ActivityEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: "event" | "deed";
  readonly name: string;
  readonly outcome: "success" | "refused";
  readonly detail: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  readonly times: number;
}

/** A page of it, newest first. */
export interface ActivityPage {
  readonly entries: readonly ActivityEntry[];
  readonly next: string | null;
}

/** The calls of the security page, by name. */
export type SecurityApi = ReturnType<typeof createSecurityApi>;

/** Names the calls of the security page. Changes of factors give the session a new id. */
export const createSecurityApi = (client: ApiClient) => {
  const root = "/api/v1/auth";
  const one = (kind: string, id: string): string => `${root}/${kind}/${encodeURIComponent(id)}`;
  const renewing = async <T>(call: Promise<T>): Promise<T> => {
    const reply = await call;
    client.forgetSession();
    return reply;
  };
  return {
    twoStep: (signal?: AbortSignal) => client.get<TwoStep>(`${root}/mfa`, signal),
    beginApp: (name: string) => client.post<AppSetup>(`${root}/mfa/totp/begin`, { name }),
    /** Gives recovery codes where there were none. */
    confirmApp: async (input: { id: string; code: string }): Promise<readonly string[]> =>
      (
        await renewing(
          client.post<{ recoveryCodes: readonly string[] }>(`${root}/mfa/totp/confirm`, input),
        )
      ).recoveryCodes,
    removeApp: (id: string) => renewing(client.remove<unknown>(one("mfa/totp", id))),
    renewRecoveryCodes: async (): Promise<readonly string[]> =>
      (
        await renewing(
          client.post<{ recoveryCodes: readonly string[] }>(`${root}/mfa/recovery-codes`),
        )
      ).recoveryCodes,
    forgetBrowser: (id: string) => client.remove<undefined>(one("mfa/remembered-devices", id)),
    keys: (signal?: AbortSignal) => client.get<ApiKeys>(`${root}/keys`, signal),
    createKey: (input: {
      name: string;
      scopes: readonly string[];
      expiresInDays: number;
      limit?: string;
    }) => client.post<NewApiKey>(`${root}/keys`, input),
    rotateKey: (id: string, overlapHours: number) =>
      client.post<NewApiKey>(`${one("keys", id)}/rotate`, { overlapHours }),
    revokeKey: (id: string) => client.remove<undefined>(one("keys", id)),
    activity: (before: string | null, signal?: AbortSignal) => {
      const query = before === null ? "" : `?before=${encodeURIComponent(before)}`;
      return client.get<ActivityPage>(`${root}/activity${query}`, signal);
    },
    endAllSessions: () => client.post<undefined>(`${root}/sessions/revoke-all`),
  };
};

/** The calls of the security page, for the client of this application. */
export const useSecurityApi = (): SecurityApi => {
  const { client } = useRuntime();
  return useMemo(() => createSecurityApi(client), [client]);
};
