import { type Clock, csvLines, type IdGenerator, platformErrors } from "#core";
import type { AccountRow } from "#modules/accounts";
import type { AccessRepository, ReviewEntry, ReviewRow } from "./repository.ts";

/** Accounts read at once. */
const BATCH = 1_000;
/** Beyond this a review belongs in a directory of its own. */
const MAX_ENTRIES = 50_000;
const ERASED = "(erased)";

/** One account in a report on rights (AZ-05). */
export interface ReportLine {
  readonly accountId: string;
  readonly email: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly disabled: boolean;
  readonly mfa: boolean;
  /** ISO 8601, UTC; null for never. */
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

/** Who may do what, who looked at it, and when. */
export interface Reviews {
  /** Everybody's rights as they are now. */
  readonly report: () => Promise<readonly ReportLine[]>;
  /** A thousand accounts of it, those behind one: all at once would hold everybody else up. */
  readonly reportPage: (after: string | undefined) => Promise<{
    readonly lines: readonly ReportLine[];
    readonly next: string | null;
  }>;
  /** Signs the present state off. */
  readonly signOff: (reviewerId: string, note: string) => Promise<ReviewSummary>;
  /** The latest hundred, newest first. */
  readonly list: () => Promise<readonly ReviewSummary[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly lines: (id: string) => Promise<readonly ReportLine[]>;
}

const iso = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

const entryOf = (row: AccountRow): ReviewEntry => ({
  accountId: row.id,
  role: row.role,
  disabled: row.disabled_at !== null,
  mfa: row.mfa === 1,
  lastSignInAt: row.last_sign_in_at,
});

/** Lines as CSV (RFC 4180). */
export const reportCsv = (lines: readonly ReportLine[]): string =>
  csvLines([
    ["account", "email", "role", "permissions", "disabled", "second factor", "last sign-in"],
    ...lines.map((line) => [
      line.accountId,
      line.email,
      line.role,
      line.permissions.join(" "),
      line.disabled ? "yes" : "no",
      line.mfa ? "yes" : "no",
      line.lastSignInAt ?? "never",
    ]),
  ]);

/** Builds the reviews. */
export const createReviews = (parts: {
  readonly repository: AccessRepository;
  readonly permissionsOf: (role: string) => readonly string[];
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Reviews => {
  const { repository, permissionsOf, clock, newId } = parts;

  const entries = async (): Promise<readonly ReviewEntry[]> => {
    const found: ReviewEntry[] = [];
    let after = "";
    while (found.length < MAX_ENTRIES) {
      const rows = await repository.entriesAfter(after, BATCH);
      found.push(...rows.map(entryOf));
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) break;
      after = last.id;
    }
    return found;
  };

  const lineOf = (entry: ReviewEntry, email: string): ReportLine => ({
    ...entry,
    email,
    permissions: permissionsOf(entry.role),
    lastSignInAt: iso(entry.lastSignInAt),
  });

  /** Addresses are looked up when somebody reads: an erased person has none any more. */
  const withNames = async (found: readonly ReviewEntry[]): Promise<readonly ReportLine[]> => {
    const emails = new Map<string, string>();
    for (let from = 0; from < found.length; from += BATCH) {
      const ids = found.slice(from, from + BATCH).map(({ accountId }) => accountId);
      for (const [id, email] of await repository.emailsOf(ids)) emails.set(id, email);
    }
    return found.map((entry) => lineOf(entry, emails.get(entry.accountId) ?? ERASED));
  };

  const summaries = async (rows: readonly ReviewRow[]): Promise<readonly ReviewSummary[]> => {
    const ids = rows.map(({ reviewer_id }) => reviewer_id).filter((id) => id !== null);
    const emails = await repository.emailsOf([...new Set(ids)]);
    return rows.map((row) => ({
      id: row.id,
      reviewer: emails.get(row.reviewer_id ?? "") ?? ERASED,
      note: row.note,
      createdAt: iso(row.created_at) ?? "",
      accounts: (JSON.parse(row.entries) as readonly unknown[]).length,
    }));
  };

  return {
    report: async () => withNames(await entries()),
    reportPage: async (after = "") => {
      const rows = await repository.entriesAfter(after, BATCH);
      const lines = rows.map((row) => lineOf(entryOf(row), row.email));
      return { lines, next: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null) };
    },
    signOff: async (reviewerId, note) => {
      const review: ReviewRow = {
        id: newId(),
        reviewer_id: reviewerId,
        note,
        entries: JSON.stringify(await entries()),
        created_at: clock.now(),
      };
      await repository.saveReview(review);
      const [summary] = await summaries([review]);
      if (summary === undefined) throw platformErrors.make.NOT_FOUND();
      return summary;
    },
    list: async () => summaries(await repository.reviews(100)),
    lines: async (id) => {
      const review = await repository.findReview(id);
      if (review === undefined) throw platformErrors.make.NOT_FOUND();
      return withNames(JSON.parse(review.entries) as readonly ReviewEntry[]);
    },
  };
};
