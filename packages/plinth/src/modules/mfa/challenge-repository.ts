import type { AccountRow, AlsoWrite } from "#modules/accounts";
import { type PreparedSession, sessionStatements } from "#modules/sessions";
import {
  afterFailure,
  isLocked,
  type LockRule,
  type LockState,
  lockStatements,
} from "#services/lockout";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import { confirmedFactors, countRecoveryCodes } from "./repository.ts";
import type { ChallengeRow, FactorRow, MfaTables, RememberedRow } from "./rows.ts";

type Db = Kysely<MfaTables>;

/** Sign-ins of one account that may wait at a time; the oldest go (SES-12). */
const MAX_CHALLENGES = 10;
/** Wrong codes that a waiting sign-in takes. */
const MAX_FAILURES = 5;
/** Browsers of one account that are remembered; the oldest go. */
const MAX_REMEMBERED = 20;

/** Something shown as second factor. */
export type ShownFactor =
  | {
      readonly method: "totp";
      /** The step of a factor whose code this is; pure, because transactions may run again. */
      readonly stepOf: (factor: FactorRow) => number | undefined;
    }
  | { readonly method: "recovery"; readonly codeHashes: readonly string[] };

/** One try to prove a second factor. */
export interface Attempt {
  readonly accountId: string;
  readonly shown: ShownFactor;
  /** Whose failures are counted. */
  readonly subject: string;
  /** The account's own count, which a success on a known device forgives. */
  readonly accountSubject: string;
  readonly now: number;
  readonly rule: LockRule;
  /** Written in the same transaction, once it is known what came of the try. */
  readonly also?: AlsoWrite<Refused | Proven>;
}

/** A try that proved nothing; with what it did to the count of failures. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: "wrong" | "locked";
  readonly before: LockState;
  readonly after: LockState;
}

/** A try that proved it. */
export interface Proven {
  readonly kind: "proven";
  readonly codesLeft: number;
}

/** What a completed sign-in writes. */
export interface Completion {
  readonly tokenHash: string;
  readonly attempt: Attempt;
  readonly session: PreparedSession;
  /** Hash of the session cookie that the request brought, which ends with the sign-in (P-117). */
  readonly replacesCookie: string | undefined;
  readonly remembered: RememberedRow | undefined;
  /** The first factor's word, in the same transaction: false refuses. */
  readonly admit: (tx: { readonly isTransaction: boolean }) => Promise<boolean>;
}

/** What became of a sign-in that was to be completed. */
export type Completed =
  | { readonly kind: "over" }
  | Refused
  | (Proven & { readonly endedSession: string | undefined });

/** Waiting sign-ins, proofs and remembered devices in the database. */
export interface ChallengeRepository {
  readonly add: (challenge: ChallengeRow) => Promise<void>;
  /** The waiting sign-in and its account, unless either is not what it was. */
  readonly find: (
    tokenHash: string,
    now: number,
  ) => Promise<{ readonly challenge: ChallengeRow; readonly account: AccountRow } | undefined>;
  /**
   * Judges a code and, where it is right, ends the challenge and writes the session: one transaction,
   * so that of parallel uses of one code or one challenge one wins (P-103).
   */
  readonly complete: (completion: Completion) => Promise<Completed>;
  /** Judges a code of somebody who is signed in; a right one is used up. */
  readonly prove: (attempt: Attempt) => Promise<Proven | Refused>;
  /** Notes the use of a remembered device; false when none of the hashes is one. */
  readonly useRemembered: (use: {
    readonly account: AccountRow;
    readonly hashes: readonly string[];
    readonly now: number;
  }) => Promise<boolean>;
  /** Remembered devices that still count, latest use first. */
  readonly rememberedOf: (account: AccountRow, now: number) => Promise<readonly RememberedRow[]>;
  readonly forgetRemembered: (accountId: string, id: string) => Promise<boolean>;
  readonly removeExpired: (now: number) => Promise<void>;
}

const locksIn = (db: Db) => lockStatements(db, "mfa_lockouts");

/** Checks and consumes in one statement, whatever runs beside it. */
const consume = async (tx: Db, { accountId, shown, now }: Attempt): Promise<boolean> => {
  if (shown.method === "recovery") {
    const used = await tx
      .deleteFrom("mfa_recovery_codes")
      .where("code_hash", "in", shown.codeHashes)
      .where("account_id", "=", accountId)
      .returning("code_hash")
      .executeTakeFirst();
    return used !== undefined;
  }
  for (const factor of await confirmedFactors(tx, accountId)) {
    const step = shown.stepOf(factor);
    if (step === undefined) continue;
    const used = await tx
      .updateTable("mfa_factors")
      .set({ last_step: step, last_used_at: now })
      .where("id", "=", factor.id)
      .where("last_step", "<", step)
      .returning("id")
      .executeTakeFirst();
    if (used !== undefined) return true;
  }
  return false;
};

/** A try under a lock is not looked at; it neither counts nor uses anything up. */
const judge = async (tx: Db, attempt: Attempt): Promise<Proven | Refused> => {
  const { accountId, subject, accountSubject, now, rule } = attempt;
  const locks = locksIn(tx);
  const before = await locks.load(subject);
  const isShut = isLocked(before, now);
  if (isShut || !(await consume(tx, attempt))) {
    const after = afterFailure(before, now, rule);
    await locks.save({ subject, accountId }, after);
    return { kind: "refused", reason: isShut ? "locked" : "wrong", before, after };
  }
  await locks.clear(subject);
  await locks.forgive(accountSubject, now);
  return { kind: "proven", codesLeft: await countRecoveryCodes(tx, accountId) };
};

const liveChallenge = async (
  db: Db,
  tokenHash: string,
  now: number,
): Promise<{ challenge: ChallengeRow; account: AccountRow } | undefined> => {
  const challenge = await db
    .selectFrom("mfa_challenges")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (challenge === undefined) return undefined;
  const account = await db
    .selectFrom("accounts")
    .selectAll()
    .where("id", "=", challenge.account_id)
    .where("session_epoch", "=", challenge.epoch)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return account === undefined ? undefined : { challenge, account };
};

/** Ends the challenge; false when somebody else did. */
const endChallenge = async (tx: Db, tokenHash: string): Promise<boolean> => {
  const ended = await tx
    .deleteFrom("mfa_challenges")
    .where("token_hash", "=", tokenHash)
    .returning("token_hash")
    .executeTakeFirst();
  return ended !== undefined;
};

const countFailure = async (tx: Db, { token_hash, failed_attempts }: ChallengeRow) => {
  const failed = failed_attempts + 1;
  if (failed >= MAX_FAILURES) return endChallenge(tx, token_hash);
  return tx
    .updateTable("mfa_challenges")
    .set({ failed_attempts: failed })
    .where("token_hash", "=", token_hash)
    .execute();
};

const insertRemembered = async (tx: Db, row: RememberedRow): Promise<void> => {
  await tx.insertInto("mfa_remembered_devices").values(row).execute();
  const kept = tx
    .selectFrom("mfa_remembered_devices")
    .select("id")
    .where("account_id", "=", row.account_id)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(MAX_REMEMBERED);
  await tx
    .deleteFrom("mfa_remembered_devices")
    .where("account_id", "=", row.account_id)
    .where("id", "not in", kept)
    .execute();
};

const complete = async (tx: Db, completion: Completion): Promise<Completed> => {
  const { tokenHash, attempt, session, replacesCookie, remembered, admit } = completion;
  const live = await liveChallenge(tx, tokenHash, attempt.now);
  if (live === undefined) return { kind: "over" };
  const judged = await judge(tx, attempt);
  if (judged.kind === "refused") {
    await countFailure(tx, live.challenge);
    await attempt.also?.(tx, judged);
    return judged;
  }
  const isOurs = await endChallenge(tx, tokenHash);
  if (!isOurs || !(await admit(tx))) return { kind: "over" };
  const statements = sessionStatements(tx);
  const endedSession =
    replacesCookie === undefined ? undefined : await statements.removeByCookie(replacesCookie);
  await statements.insertSession(session.row, session.refresh);
  if (remembered !== undefined) await insertRemembered(tx, remembered);
  await attempt.also?.(tx, judged);
  return { ...judged, endedSession };
};

/** Browsers that are not asked. */
const createRemembered = (
  store: Store,
): Pick<ChallengeRepository, "useRemembered" | "rememberedOf" | "forgetRemembered"> => ({
  useRemembered: async ({ account, hashes, now }) => {
    const used = await store
      .write<MfaTables>()
      .updateTable("mfa_remembered_devices")
      .set({ last_used_at: now })
      .where("account_id", "=", account.id)
      .where("token_hash", "in", hashes)
      .where("epoch", "=", account.session_epoch)
      .where("expires_at", ">", now)
      .returning("id")
      .executeTakeFirst();
    return used !== undefined;
  },
  rememberedOf: (account, now) =>
    store
      .read<MfaTables>()
      .selectFrom("mfa_remembered_devices")
      .selectAll()
      .where("account_id", "=", account.id)
      .where("epoch", "=", account.session_epoch)
      .where("expires_at", ">", now)
      .orderBy("last_used_at", "desc")
      .limit(MAX_REMEMBERED)
      .execute(),
  forgetRemembered: async (accountId, id) => {
    const gone = await store
      .write<MfaTables>()
      .deleteFrom("mfa_remembered_devices")
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("id")
      .executeTakeFirst();
    return gone !== undefined;
  },
});

/** Builds the repository on a store. */
export const createChallengeRepository = (store: Store): ChallengeRepository => ({
  ...createRemembered(store),
  add: (challenge) =>
    store.transaction(async (tx: Db) => {
      await tx.insertInto("mfa_challenges").values(challenge).execute();
      const kept = tx
        .selectFrom("mfa_challenges")
        .select("token_hash")
        .where("account_id", "=", challenge.account_id)
        .orderBy("created_at", "desc")
        .orderBy("token_hash")
        .limit(MAX_CHALLENGES);
      await tx
        .deleteFrom("mfa_challenges")
        .where("account_id", "=", challenge.account_id)
        .where("token_hash", "!=", challenge.token_hash)
        .where("token_hash", "not in", kept)
        .execute();
    }),
  find: (tokenHash, now) => liveChallenge(store.read<MfaTables>(), tokenHash, now),
  complete: (completion) => store.transaction((tx: Db) => complete(tx, completion)),
  prove: (attempt) =>
    store.transaction(async (tx: Db) => {
      const judged = await judge(tx, attempt);
      await attempt.also?.(tx, judged);
      return judged;
    }),
  removeExpired: async (now) => {
    const write = store.write<MfaTables>();
    await write.deleteFrom("mfa_challenges").where("expires_at", "<=", now).execute();
    await write.deleteFrom("mfa_remembered_devices").where("expires_at", "<=", now).execute();
  },
});
