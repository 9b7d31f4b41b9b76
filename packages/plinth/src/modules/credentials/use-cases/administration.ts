import { type FieldFault, platformErrors } from "#core";
import type { AccountView } from "#modules/accounts";
import { setupMail } from "../mails.ts";
import { type CredentialParts, readAddress, refuseFaults, standInFor } from "../parts.ts";
import type { UserQuery, UserRecord } from "../repository.ts";

/** An account that an operator opens. */
export interface CreateUserRequest {
  readonly email: string;
  /** Without it the account has no password until its set-up link is used. */
  readonly password?: string;
  readonly name?: string;
  /** Default "user". */
  readonly role?: string;
  /** Default "free". */
  readonly tier?: string;
  /** Whether the address counts as confirmed. Default true: the operator vouches. */
  readonly verified?: boolean;
}

/** A link that sets a first password. */
export interface SetupLink {
  readonly url: string;
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** Whether there is an administrator who can sign in, and otherwise how to become it. */
export type FirstAdministrator =
  | { readonly created: false }
  | { readonly created: true; readonly email: string; readonly link: SetupLink };

/** A page of accounts as administrators see them (ID-13). */
export interface UserListing extends AccountView {
  readonly disabled: boolean;
  readonly mfa: boolean;
  readonly failedAttempts: number;
  readonly lockedUntil: string | null;
  readonly lastFailedLogin: string | null;
  readonly lastSignInAt: string | null;
  readonly passwordChangedAt: string | null;
}

const iso = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** What operators do with accounts: from the command line, later from the admin pages. */
export interface Administration {
  /**
   * @throws {AppError} VALIDATION_ERROR with every fault: the password policy holds here as well
   * (ID-05); CONFLICT when the address has an account.
   */
  readonly createUser: (request: CreateUserRequest) => Promise<AccountView>;
  /** @throws {AppError} NOT_FOUND when the address has no account. */
  readonly createSetupLink: (email: string) => Promise<SetupLink>;
  /**
   * Makes sure that an administrator exists (ID-21). No default password, ever: a new one gets a
   * link that works once for 24 hours, and another one as long as it was not used.
   */
  readonly ensureFirstAdministrator: (email: string) => Promise<FirstAdministrator>;
  /** Ordered by id, at most `limit` (100), after `afterId`. */
  readonly listUsers: (query?: UserQuery) => Promise<readonly UserListing[]>;
  /** Mails the owner of an account a link to choose a password; nobody else sees it (ID-18). */
  readonly sendSetupLink: (accountId: string) => Promise<void>;
  /** Lifts the locks of an account, for all devices (ID-12). */
  readonly unlock: (accountId: string) => Promise<void>;
}

const wordFault = (field: string, text: string, message: string): FieldFault[] =>
  /^[a-z][a-z0-9-]{0,30}$/.test(text) ? [] : [{ field, rule: "word", message }];

/** Builds what operators do. */
export const createAdministration = (parts: CredentialParts): Administration => {
  const { repository, accounts, hasher, policy, keyring, clock } = parts;

  const setupLink = async (accountId: string): Promise<SetupLink> => {
    const link = accounts.prepareLink(accountId, "setup");
    await accounts.saveLink(link);
    return {
      url: link.url,
      token: link.token,
      expiresAt: new Date(link.expiresAt).toISOString(),
    };
  };

  const createUser = async (request: CreateUserRequest): Promise<AccountView> => {
    const { password, name = "", role = "user", tier = "free", verified = true } = request;
    const { address, faults } = readAddress(request.email);
    refuseFaults([
      ...faults,
      ...(password === undefined
        ? []
        : policy.faults("body.password", password, { email: address, name })),
      ...(accounts.isRole(role)
        ? []
        : [{ field: "body.role", rule: "role", message: "must be a role that exists" }]),
      ...wordFault("body.tier", tier, "must be a lower-case word"),
    ]);
    const account = accounts.prepare({ email: address, name, role, tier, verified });
    const stored =
      password === undefined
        ? undefined
        : { ...(await hasher.hash(password)), changed_at: clock.now() };
    const isNew = await repository.create({
      account,
      password: stored,
      token: undefined,
      standIn: standInFor(keyring, address),
    });
    if (!isNew) {
      throw platformErrors.make.CONFLICT({ detail: "This address has an account already." });
    }
    return accounts.view(account);
  };

  const listing = (record: UserRecord): UserListing => ({
    ...accounts.view(record),
    disabled: record.disabled_at !== null,
    mfa: record.mfa === 1,
    failedAttempts: record.failed_attempts,
    lockedUntil: iso(record.locked_until),
    lastFailedLogin: iso(record.last_failed_at),
    lastSignInAt: iso(record.last_sign_in_at),
    passwordChangedAt: iso(record.password_changed_at),
  });

  return {
    createUser,
    createSetupLink: async (email) => {
      const account = await accounts.findByEmail(email);
      if (account === undefined) {
        throw platformErrors.make.NOT_FOUND({ detail: "This address has no account." });
      }
      return setupLink(account.id);
    },
    ensureFirstAdministrator: async (email) => {
      const first = await repository.firstOfRole("admin");
      if (first?.password !== undefined) return { created: false };
      const administrator =
        first?.account ?? (await createUser({ email, name: "Administrator", role: "admin" }));
      const link = await setupLink(administrator.id);
      return { created: true, email: administrator.email, link };
    },
    listUsers: async (query = {}) => (await repository.listUsers(query)).map(listing),
    sendSetupLink: async (accountId) => {
      const account = await accounts.find(accountId);
      if (account === undefined || account.disabled_at !== null) return;
      const link = accounts.prepareLink(accountId, "invite");
      const text = setupMail(parts.mailContext(account.language), link.url);
      await accounts.saveLink(link, (tx) =>
        parts.mail.send({ to: account.email, accountId, ...text }, tx),
      );
    },
    unlock: repository.eraseLocks,
  };
};
