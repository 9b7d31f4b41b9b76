import type { ApiClient } from "./api-client.ts";

/** The signed-in person as the server describes them. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  readonly emailVerified: boolean;
  /** What their mails are in; null where nobody has chosen. */
  readonly language: string | null;
}

/** Who is signed in, and what they may do, such as "users:read" or "plans:*". */
export interface Me {
  readonly user: User;
  readonly permissions: readonly string[];
}

/** One browser or program that is signed in; times are ISO 8601. */
export interface DeviceSession {
  readonly id: string;
  readonly agent: string;
  readonly address: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

/** The rules a new password must keep. */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly rules: readonly { readonly id: string; readonly label: string }[];
}

/** The server's judgement of a password; score runs from 0 (weak) to 4 (strong). */
export interface PasswordCheck {
  readonly ok: boolean;
  readonly failed: readonly string[];
  readonly score: number;
  /** What makes it weak, as sentences. */
  readonly reasons: readonly string[];
  /** What would make it better, as sentences. */
  readonly suggestions: readonly string[];
}

/** How a second factor is shown: the code of an app, or one of the recovery codes. */
export type CodeMethod = "totp" | "recovery";

/** A sign-in that waits for its second factor. */
export interface Challenge {
  readonly challenge: string;
  readonly methods: readonly CodeMethod[];
  readonly expiresInSeconds: number;
}

/** What came of the first step of a sign-in. */
export type SignInOutcome =
  | { readonly kind: "signed-in"; readonly user: User }
  | { readonly kind: "second-factor"; readonly challenge: Challenge };

/** The second factors of the caller, as far as these pages need them. */
export interface FactorOverview {
  readonly enabled: boolean;
  /** Level of this session: 2 means that two factors were shown. */
  readonly assurance: 1 | 2;
  readonly factors: readonly { readonly id: string; readonly kind: string }[];
  readonly recoveryCodesLeft: number;
}

/** A message that development kept instead of sending. */
export interface MailboxMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly sentAt: string;
}

/** 200 with the person, or 202 with what the second step needs. */
type SignInReply = { readonly user: User } | Challenge;

/** The account calls, by name. */
export type AuthApi = ReturnType<typeof createAuthApi>;

/** Names the account calls of the server. Tokens in the sign-in reply are for programs: dropped. */
export const createAuthApi = (client: ApiClient) => {
  const root = "/api/v1/auth";
  const settle = (reply: SignInReply): SignInOutcome => {
    if ("challenge" in reply) return { kind: "second-factor", challenge: reply };
    client.forgetSession();
    return { kind: "signed-in", user: reply.user };
  };
  return {
    me: (signal?: AbortSignal) => client.get<Me>(`${root}/me`, signal),
    signUp: async (input: { email: string; password: string; name: string }): Promise<User> =>
      (await client.post<{ user: User }>(`${root}/signup`, input)).user,
    signIn: async (input: { email: string; password: string }): Promise<SignInOutcome> =>
      settle(await client.post<SignInReply>(`${root}/signin`, input)),
    verifySecondFactor: async (input: {
      challenge: string;
      method: CodeMethod;
      code: string;
      remember: boolean;
    }): Promise<User> => {
      const { user } = await client.post<{ user: User }>(`${root}/mfa/verify`, input);
      client.forgetSession();
      return user;
    },
    requestLink: (input: { email: string }) => client.post<undefined>(`${root}/magic-link`, input),
    signInByLink: async (input: { token: string }): Promise<SignInOutcome> =>
      settle(await client.post<SignInReply>(`${root}/magic-link/verify`, input)),
    /** Shows again who is signed in. The session goes on under another id. */
    stepUp: async (input: { method: "password" | CodeMethod; secret: string }): Promise<void> => {
      await client.request({
        method: "POST",
        path: `${root}/step-up`,
        body: input,
        mayStepUp: false,
      });
      client.forgetSession();
    },
    factors: (signal?: AbortSignal): Promise<FactorOverview> =>
      client.request({
        path: `${root}/mfa`,
        mayStepUp: false,
        ...(signal === undefined ? {} : { signal }),
      }),
    signOut: async (): Promise<void> => {
      await client.post<undefined>(`${root}/signout`);
      client.forgetSession();
    },
    forgotPassword: (input: { email: string }) =>
      client.post<undefined>(`${root}/password/forgot`, input),
    resetPassword: (input: { token: string; password: string }) =>
      client.post<undefined>(`${root}/password/reset`, input),
    verifyEmail: (input: { token: string }) =>
      client.post<undefined>(`${root}/email/verify`, input),
    unlock: (input: { token: string }) => client.post<undefined>(`${root}/unlock`, input),
    requestEmailChange: (input: { email: string }) =>
      client.post<undefined>(`${root}/email/change`, input),
    confirmEmailChange: async (input: { token: string }): Promise<void> => {
      await client.post<undefined>(`${root}/email/change/confirm`, input);
      // All sessions have ended, this one too.
      client.forgetSession();
    },
    resendVerification: () => client.post<undefined>(`${root}/email/resend`),
    changePassword: (input: { currentPassword: string; newPassword: string }) =>
      client.post<undefined>(`${root}/password/change`, input),
    passwordPolicy: (signal?: AbortSignal) =>
      client.get<PasswordPolicy>(`${root}/password/policy`, signal),
    checkPassword: (
      input: { password: string; email?: string; name?: string },
      signal?: AbortSignal,
    ) => client.post<PasswordCheck>(`${root}/password/check`, input, signal),
    sessions: async (signal?: AbortSignal): Promise<readonly DeviceSession[]> =>
      (await client.get<{ sessions: DeviceSession[] }>(`${root}/sessions`, signal)).sessions,
    endSession: (id: string) =>
      client.remove<undefined>(`${root}/sessions/${encodeURIComponent(id)}`),
    endOtherSessions: () => client.post<undefined>(`${root}/sessions/revoke-others`),
    mailbox: async (signal?: AbortSignal): Promise<readonly MailboxMail[]> =>
      (await client.get<{ mails: MailboxMail[] }>("/api/v1/dev/mailbox", signal)).mails,
  };
};
