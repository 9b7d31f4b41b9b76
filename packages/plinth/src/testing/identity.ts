import type { Alterations, AnyModule } from "#app";
import { createManualClock, type ManualClock, type SecurityEvent, type StartTimer } from "#core";
import type { WebApplication } from "#http";
import { type AccountRow, type AccountsService, accountStatements } from "#modules/accounts";
import {
  type CredentialsService,
  credentials,
  type SignedIn,
  type SignInOutcome,
} from "#modules/credentials";
import type { MfaService } from "#modules/mfa";
import {
  type PreparedSession,
  type Proof,
  type SessionsService,
  sessionStatements,
} from "#modules/sessions";
import type { TokensService } from "#modules/tokens";
import { listMailbox, type StoredMail } from "#services/mail";
import type { DeclaredLanguages } from "#services/texts";
import { startTestApplication, type TestApplication } from "./test-application.ts";

/** What somebody has proven who typed a password. */
export const BY_PASSWORD: Proof = { factors: ["password"], assurance: 1 };

/** A password that every rule accepts. */
export const GOOD_PASSWORD = "Tulpen-um-7-Uhr";

/** An application with nothing but accounts, sessions and passwords, and a hand on its clock. */
export interface Identity {
  readonly app: TestApplication;
  readonly clock: ManualClock;
  readonly accounts: AccountsService;
  readonly sessions: SessionsService;
  readonly tokens: TokensService;
  readonly credentials: CredentialsService;
  readonly mfa: MfaService;
  /** Security events since the start. */
  readonly events: readonly SecurityEvent[];
  /** Every log line since the start. */
  readonly lines: readonly string[];
  /** Mails to an address, newest first, after everything in the background is done. */
  readonly mailsTo: (address: string) => Promise<readonly StoredMail[]>;
  /** A new account without a password: nothing to hash. */
  readonly addAccount: (account?: Partial<AccountRow>) => Promise<AccountRow>;
  /** A session of the account, without a sign-in; by password unless told otherwise. */
  readonly addSession: (account: AccountRow, proof?: Proof) => Promise<PreparedSession>;
  /** A request with a JSON body. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** Settles what runs in the background and reads the clock's time as text. */
  readonly settle: () => Promise<void>;
}

/** The sign-in of an account that needed no second factor. */
export const signedIn = async (attempt: Promise<SignInOutcome>): Promise<SignedIn> => {
  const outcome = await attempt;
  if (outcome.kind === "signed-in") return outcome;
  throw new Error("the sign-in waits for a second factor");
};

/** The token at the end of a link in a mail. */
export const tokenIn = (mail: StoredMail | undefined): string =>
  /#token=([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";

/** Starts it; `clock` stands still until it is moved, limits included. */
export const startIdentity = async (
  options: {
    /** Modules beside those that sign people in. */
    readonly modules?: readonly AnyModule[];
    /** Web applications that it serves. */
    readonly web?: readonly WebApplication[];
    /** What it speaks beside English. */
    readonly languages?: DeclaredLanguages;
    /** Takes a part away, to show that something notices. */
    readonly alter?: Alterations;
    readonly env?: Readonly<Record<string, string>>;
    readonly dataDirectory?: string;
    readonly clock?: ManualClock;
    /** Rings for time-outs and watches of open answers; the machine's own if not given. */
    readonly startTimer?: StartTimer;
  } = {},
): Promise<Identity> => {
  const clock = options.clock ?? createManualClock();
  const lines: string[] = [];
  const app = await startTestApplication({
    modules: [credentials, ...(options.modules ?? [])],
    clock,
    onLogLine: (line) => lines.push(line),
    ...(options.web === undefined ? {} : { web: options.web }),
    ...(options.languages === undefined ? {} : { languages: options.languages }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.alter === undefined ? {} : { alter: options.alter }),
    ...(options.dataDirectory === undefined ? {} : { dataDirectory: options.dataDirectory }),
    ...(options.startTimer === undefined ? {} : { startTimer: options.startTimer }),
  });
  const events: SecurityEvent[] = [];
  app.events.on("security", (event) => events.push(event));
  const accounts = app.modules.service("accounts") as AccountsService;
  const sessions = app.modules.service("sessions") as SessionsService;
  const tokens = app.modules.service("tokens") as TokensService;
  const service = app.modules.service("credentials") as CredentialsService;
  const mfa = app.modules.service("mfa") as MfaService;
  let made = 0;
  const settle = async (): Promise<void> => {
    await service.settle();
    await mfa.settle();
    await accounts.settle();
    await sessions.settle();
    await app.jobs.settled();
  };
  return {
    app,
    clock,
    accounts,
    sessions,
    tokens,
    credentials: service,
    mfa,
    events,
    lines,
    settle,
    mailsTo: async (address) => {
      await settle();
      return (await listMailbox(app.dataDirectory, 500)).filter(({ to }) => to === address);
    },
    addAccount: async (account = {}) => {
      made += 1;
      const email = `person-${made}-${clock.now()}@example.org`;
      // A role counts once the address is confirmed.
      const verified = account.role !== undefined && account.role !== "user";
      const row = { ...accounts.prepare({ email, name: "Robin", verified }), ...account };
      await app.store.transaction((tx) => accountStatements(tx).insertAccount(row));
      return row;
    },
    addSession: async (account, proof = BY_PASSWORD) => {
      const session = sessions.prepare(
        account,
        { requestId: "-", clientAddress: "192.0.2.1" },
        proof,
      );
      await app.store.transaction((tx) =>
        sessionStatements(tx).insertSession(session.row, session.refresh),
      );
      return session;
    },
    send: (method, path, body, headers = {}) =>
      app.fetch(path, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
};
