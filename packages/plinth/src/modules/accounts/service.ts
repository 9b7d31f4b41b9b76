import type { Clock, Events, IdGenerator, Random } from "#core";
import { hashToken } from "#crypto";
import { exceeds } from "#policy";
import type { Background } from "#services/background";
import type { HandledJob, JobQueue, OpenTransaction } from "#services/jobs";
import { type MailContextOf, type Mails, normaliseAddress } from "#services/mail";
import { createEmailChange, type EmailChangeOrigin } from "./email-change.ts";
import { accountErrors } from "./errors.ts";
import { createLinks, type OneTimeLink } from "./links.ts";
import { VERIFICATION, verificationMail } from "./mails.ts";
import type { AccountRepository, AccountRow, AlsoWrite, TokenPurpose } from "./repository.ts";
import type { Role, RoleBook, RoleDraft } from "./roles/roles.ts";

/** An account as its owner sees it. */
export interface AccountView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  readonly emailVerified: boolean;
  /** What its mails are written in; null = English, until somebody chooses. */
  readonly language: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What a new account starts with. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly role?: string;
  readonly tier?: string;
  readonly verified?: boolean;
  /** One of the application's. */
  readonly language?: string | undefined;
}

/** Accounts, for this module's routes and for the modules that require it. */
export interface Accounts {
  readonly find: (id: string) => Promise<AccountRow | undefined>;
  /** Finds by any spelling of the address. */
  readonly findByEmail: (email: string) => Promise<AccountRow | undefined>;
  readonly view: (account: AccountRow) => AccountView;
  readonly permissionsOf: (role: string) => readonly string[];
  /** Whether a role counts only in sessions that began with two factors (ID-17). */
  readonly needsSecondFactor: (role: string) => boolean;
  readonly isRole: (role: string) => boolean;
  readonly roles: () => readonly Role[];
  /**
   * Adds or changes a role. One that may do more from now on ends the sessions of all who have it.
   * @throws {RangeError} for a built-in role.
   */
  readonly saveRole: (role: RoleDraft) => Promise<void>;
  /** False when it does not exist, is built in, or somebody still has it. */
  readonly removeRole: (name: string) => Promise<boolean>;
  /** Calls back when what roles may do has changed. */
  readonly onRolesChange: (listener: () => void) => void;
  /**
   * A row to insert, with id and defaults.
   * @throws {RangeError} when role or tier do not exist or the address is none.
   */
  readonly prepare: (account: NewAccount) => AccountRow;
  /** A link to send and the row to store; nothing is stored yet. */
  readonly prepareLink: (accountId: string, purpose: TokenPurpose, data?: string) => OneTimeLink;
  /** Stores the link's token, and what else is given in the same transaction. */
  readonly saveLink: (link: OneTimeLink, also?: AlsoWrite) => Promise<void>;
  /** Sends the mail that asks to confirm an address, once the transaction is committed. */
  readonly sendVerification: (
    account: Pick<AccountRow, "email" | "language">,
    link: OneTimeLink,
    tx: OpenTransaction,
  ) => Promise<void>;
  /** A new verification mail for an account that is not verified yet. */
  readonly resendVerification: (accountId: string) => Promise<void>;
  /** @throws {AppError} LINK_INVALID */
  readonly verifyEmail: (token: string) => Promise<void>;
  /**
   * Mails a link to a new address, and a word to the old one; nothing changes before the link is
   * used. Looks the same when the new address has an account already.
   * @throws {AppError} VALIDATION_ERROR when the text is no address, or is the present one.
   */
  readonly requestEmailChange: (
    accountId: string,
    email: string,
    requestId?: string,
  ) => Promise<void>;
  /**
   * Sets the new address and ends all sessions (ID-18).
   * @throws {AppError} LINK_INVALID
   */
  readonly confirmEmailChange: (token: string, origin: EmailChangeOrigin) => Promise<void>;
  /**
   * Acts on the next request. A role that gains permissions ends all sessions, so that no session
   * known before has the new rights (P-117). Undefined when there is no such account.
   * @throws {RangeError} for a role that does not exist.
   */
  readonly setRole: (id: string, role: string) => Promise<AccountRow | undefined>;
  /** @throws {RangeError} for a text that is no tier name. */
  readonly setTier: (id: string, tier: string) => Promise<AccountRow | undefined>;
  /** What people correct of themselves (PRIV-04). Undefined when there is no such account. */
  readonly correct: (
    id: string,
    change: { readonly name?: string; readonly language?: string },
  ) => Promise<AccountRow | undefined>;
  /** A disabled account has no sessions and cannot sign in. */
  readonly setDisabled: (id: string, disabled: boolean) => Promise<AccountRow | undefined>;
  /** Announces that an account is not what it was; listeners drop what they keep of it. */
  readonly changed: (accountId: string) => void;
  readonly onChange: (listener: (accountId: string) => void) => void;
  /** What the queue does of accounts. */
  readonly handled: readonly HandledJob[];
}

/** What the service is built from. */
export interface AccountParts {
  readonly events: Events;
  readonly roles: RoleBook;
  /** Ends the sessions of everyone who has a role. */
  readonly endSessionsOf: (role: string) => Promise<void>;
  readonly repository: AccountRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly random: Random;
  readonly mail: Mails;
  readonly jobs: JobQueue;
  readonly background: Background;
  /** Base URL under which people reach the application, without a trailing slash. */
  readonly publicUrl: () => string;
  readonly mailContext: MailContextOf;
}

const requireTier = (tier: string): string => {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(tier)) throw new RangeError("a tier is a lower-case word");
  return tier;
};

const requireAddress = (email: string): string => {
  const address = normaliseAddress(email);
  if (address === undefined) throw new RangeError("this is not an e-mail address");
  return address;
};

const viewOf = (account: AccountRow): AccountView => ({
  id: account.id,
  email: account.email,
  name: account.name,
  role: account.role,
  tier: account.tier,
  emailVerified: account.email_verified_at !== null,
  language: account.language,
  createdAt: new Date(account.created_at).toISOString(),
});

/** Builds the service. */
export const createAccounts = (parts: AccountParts): Accounts => {
  const { repository, clock, newId, mail, background } = parts;
  const { roles } = parts;
  const listeners = new Set<(accountId: string) => void>();
  const requireRole = (role: string): string => {
    if (!roles.isRole(role)) throw new RangeError(`there is no role ${role}`);
    return role;
  };
  const prepareLink = createLinks(parts);
  const changed = (accountId: string): void => {
    for (const listener of listeners) listener(accountId);
  };
  const announced = async (
    pending: Promise<AccountRow | undefined>,
  ): Promise<AccountRow | undefined> => {
    const account = await pending;
    if (account !== undefined) changed(account.id);
    return account;
  };
  const sendVerification: Accounts["sendVerification"] = ({ email, language }, link, tx) => {
    const text = verificationMail(parts.mailContext(language), link.url);
    return mail.send({ to: email, accountId: link.row.account_id, ...text }, tx);
  };

  return {
    find: repository.find,
    findByEmail: async (email) => {
      const address = normaliseAddress(email);
      return address === undefined ? undefined : repository.findByEmail(address);
    },
    view: viewOf,
    permissionsOf: roles.permissionsOf,
    needsSecondFactor: roles.needsSecondFactor,
    isRole: roles.isRole,
    roles: roles.list,
    saveRole: async (draft) => {
      const isMore = exceeds(draft.permissions, roles.permissionsOf(draft.name));
      const isKnown = roles.isRole(draft.name);
      await roles.save(draft);
      if (isKnown && isMore) await parts.endSessionsOf(draft.name);
    },
    removeRole: roles.remove,
    onRolesChange: roles.onChange,
    prepare: ({ email, name, role = "user", tier = "free", verified = false, language }) => ({
      id: newId(),
      email: requireAddress(email),
      name,
      role: requireRole(role),
      tier: requireTier(tier),
      mfa: 0,
      session_epoch: 0,
      email_verified_at: verified ? clock.now() : null,
      disabled_at: null,
      created_at: clock.now(),
      last_sign_in_at: null,
      language: language ?? null,
    }),
    prepareLink,
    saveLink: ({ row }, also) => repository.saveToken(row, also),
    sendVerification,
    resendVerification: async (accountId) => {
      const account = await repository.find(accountId);
      if (account === undefined || account.email_verified_at !== null) return;
      if (!(await mail.hasRoom(account.email, VERIFICATION))) return;
      const link = prepareLink(accountId, "verify");
      await repository.saveToken(link.row, (tx) => sendVerification(account, link, tx));
    },
    verifyEmail: async (token) => {
      const now = clock.now();
      const accountId = await repository.verify(hashToken(token), now);
      if (accountId === undefined) throw accountErrors.make.LINK_INVALID();
      changed(accountId);
      background.run("expired links", () => repository.removeExpiredTokens(now));
    },
    ...createEmailChange({ ...parts, prepareLink, changed }),
    setRole: async (id, role) => {
      const next = requireRole(role);
      const before = await repository.find(id);
      if (before === undefined) return undefined;
      return announced(
        repository.change(id, { role: next }, roles.gainsPermissions(before.role, next)),
      );
    },
    correct: (id, change) => announced(repository.change(id, change, false)),
    setTier: (id, tier) => announced(repository.change(id, { tier: requireTier(tier) }, false)),
    setDisabled: (id, disabled) =>
      announced(repository.change(id, { disabled_at: disabled ? clock.now() : null }, disabled)),
    changed,
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
};
