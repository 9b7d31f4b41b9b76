import { type Clock, type Events, platformErrors } from "#core";
import { hashToken } from "#crypto";
import {
  type AccountRow,
  type Accounts,
  accountErrors,
  accountStatements,
} from "#modules/accounts";
import type { Mfa, SecondFactorChallenge } from "#modules/mfa";
import {
  announce,
  type KnownDevices,
  type Origin,
  type PreparedSession,
  type Sessions,
} from "#modules/sessions";
import { type Static, strictObject, Type } from "#policy";
import { answerLeft } from "#services/background";
import {
  defineJob,
  type HandledJob,
  handleJob,
  type JobContext,
  type JobQueue,
} from "#services/jobs";
import { addressFault, type MailContextOf, type Mails, normaliseAddress } from "#services/mail";
import { magicLinkMail, SIGN_IN_LINK } from "./mails.ts";
import type { MagicLinkRepository } from "./repository.ts";

const WantedLink = strictObject({ address: Type.String() });

/** Asked for of every address alike; what it finds must not show in the answer. */
const sendSignInLink = defineJob({
  name: "send-sign-in-link",
  payload: WantedLink,
  isSecret: true,
});

/** What the press of the button brings. */
export interface LinkRequest {
  readonly token: string;
  /** Value of the device cookie. */
  readonly device: string | undefined;
  /** Value of the session cookie that is there already. */
  readonly cookie: string | undefined;
  /** Value of the cookie of remembered devices. */
  readonly remembered: string | undefined;
  readonly origin: Origin;
}

/** What a link gives: a session, or the question for a second factor. */
export type LinkOutcome =
  | SecondFactorChallenge
  | {
      readonly kind: "signed-in";
      readonly account: AccountRow;
      readonly session: PreparedSession;
      /** New value of the device cookie. */
      readonly device: string;
    };

/** Signing in by a mailed link. */
export interface MagicLinks {
  /**
   * Mails a link to a known address; answer and work before it are the same for every address
   * (P-082). Resolves when the wish is durable.
   * @throws {AppError} VALIDATION_ERROR when the text is no address.
   */
  readonly request: (email: string, requestId?: string) => Promise<void>;
  /**
   * Spends a link.
   * @throws {AppError} LINK_INVALID, the same for every reason.
   */
  readonly use: (request: LinkRequest) => Promise<LinkOutcome>;
  /** What the queue does of it. */
  readonly handled: readonly HandledJob[];
}

/** What the service is built from. */
export interface MagicLinkParts {
  readonly repository: MagicLinkRepository;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly devices: KnownDevices;
  readonly mfa: Mfa;
  readonly mail: Mails;
  readonly jobs: JobQueue;
  readonly events: Events;
  readonly clock: Clock;
  readonly mailContext: MailContextOf;
}

/** Builds the service. */
export const createMagicLinks = (parts: MagicLinkParts): MagicLinks => {
  const { repository, accounts, sessions, devices, mfa, mail, jobs, clock } = parts;
  // The mailbox was the first factor; nothing of it can be locked meanwhile.
  mfa.registerFirstFactor("magic-link", { admit: () => Promise.resolve(true) });

  const send = async (
    { address }: Static<typeof WantedLink>,
    { complete, origin }: JobContext,
  ): Promise<void> => {
    await answerLeft();
    const account = await accounts.findByEmail(address);
    if (account === undefined || account.disabled_at !== null) return;
    if (!(await mail.hasRoom(account.email, SIGN_IN_LINK))) return;
    const link = accounts.prepareLink(account.id, "magic");
    const text = magicLinkMail(parts.mailContext(account.language), link.url);
    await complete(async (tx) => {
      await accountStatements(tx).insertToken(link.row);
      await mail.send({ to: account.email, accountId: account.id, origin, ...text }, tx);
    });
  };

  return {
    handled: [handleJob(sendSignInLink, send)],
    request: async (email, requestId) => {
      const address = normaliseAddress(email);
      if (address === undefined) {
        throw platformErrors.make.VALIDATION_ERROR({ faults: [addressFault("body.email")] });
      }
      await jobs.enqueue(
        sendSignInLink,
        { address },
        requestId === undefined ? {} : { origin: { requestId } },
      );
    },
    use: async ({ token, device, cookie, remembered, origin }) => {
      const tokenHash = hashToken(token);
      const account = await repository.peek(tokenHash, clock.now());
      if (account === undefined) throw accountErrors.make.LINK_INVALID();
      const next = await mfa.next({
        account,
        firstFactor: "magic-link",
        deviceId: devices.deviceOf(device, account.id),
        remembered,
        origin,
      });
      const isEnough = next.kind === "enough";
      const session = isEnough ? sessions.prepare(account, origin, next.proof) : undefined;
      const used = await repository.use({
        tokenHash,
        now: clock.now(),
        session,
        replacesCookie: cookie === undefined ? undefined : sessions.cookieHash(cookie),
      });
      if (used === undefined) throw accountErrors.make.LINK_INVALID();
      if (account.email_verified_at === null) accounts.changed(account.id);
      if (session === undefined || isEnough === false) return next as SecondFactorChallenge;
      if (used.endedSession !== undefined) sessions.forget(used.endedSession);
      sessions.started(session);
      announce(parts, {
        name: "magic-link.used",
        severity: "info",
        accountId: account.id,
        origin,
      });
      return {
        kind: "signed-in",
        account,
        session,
        device: devices.remember(device, account.id),
      };
    },
  };
};
