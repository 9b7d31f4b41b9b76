import { type Clock, type IdGenerator, platformErrors } from "plinth";
import type { FeedbackRepository, FeedbackRow } from "./repository.ts";
import type { FeedbackBody, FeedbackState } from "./schema.ts";

/** Entries of a page of the list. */
const PAGE = 50;

/** An entry as administrators see it. */
export interface FeedbackEntry {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: string;
  readonly kind: string;
  readonly text: string;
  readonly page: string;
  readonly wantsAnswer: boolean;
  readonly state: string;
}

/** What people say, and what became of it. */
export interface Feedback {
  readonly send: (
    accountId: string,
    body: FeedbackBody,
  ) => Promise<{ readonly id: string; readonly createdAt: string }>;
  /** Those of a state, newest first, 50 at a time. */
  readonly list: (
    state: FeedbackState,
    before: string | undefined,
  ) => Promise<{ readonly entries: readonly FeedbackEntry[]; readonly next: string | null }>;
  /** @throws {AppError} NOT_FOUND */
  readonly setState: (id: string, state: FeedbackState) => Promise<FeedbackEntry>;
  readonly exportAll: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
  readonly remove: (accountId: string) => Promise<void>;
}

const view = (row: FeedbackRow): FeedbackEntry => ({
  id: row.id,
  accountId: row.account_id,
  createdAt: new Date(row.created_at).toISOString(),
  kind: row.kind,
  text: row.body,
  page: row.page,
  wantsAnswer: row.wants_answer === 1,
  state: row.state,
});

/** What comes before "?" and "#": the rest of an address may say more of somebody than they wish. */
const pathOf = (page = ""): string => page.replace(/[?#].*$/s, "");

/** Builds the service. */
export const createFeedback = (parts: {
  readonly repository: FeedbackRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** Mails an entry to those who run the planner; `answer` says whether it is asked for. */
  readonly post: (
    accountId: string,
    said: Pick<FeedbackBody, "kind" | "text"> & { readonly page: string },
    answer: boolean,
  ) => Promise<void>;
  /** Told of each entry. */
  readonly onSent: (kind: FeedbackBody["kind"]) => void;
}): Feedback => {
  const { repository, clock, newId, post, onSent } = parts;
  return {
    send: async (accountId, { kind, text, page, answer = false }) => {
      const row: FeedbackRow = {
        id: newId(),
        account_id: accountId,
        created_at: clock.now(),
        kind,
        body: text,
        page: pathOf(page),
        state: "new",
        wants_answer: answer ? 1 : 0,
      };
      await repository.insert(row);
      await post(accountId, { kind, text, page: row.page }, answer);
      onSent(kind);
      return { id: row.id, createdAt: new Date(row.created_at).toISOString() };
    },
    list: async (state, before) => {
      const rows = await repository.page(state, before, PAGE + 1);
      const entries = rows.slice(0, PAGE).map(view);
      return { entries, next: rows.length > PAGE ? (entries.at(-1)?.id ?? null) : null };
    },
    setState: async (id, state) => {
      const row = await repository.setState(id, state);
      if (row === undefined) throw platformErrors.make.NOT_FOUND();
      return view(row);
    },
    exportAll: async (accountId) =>
      (await repository.ofAccount(accountId)).map(({ account_id: _, ...row }) => row),
    remove: repository.removeAll,
  };
};
