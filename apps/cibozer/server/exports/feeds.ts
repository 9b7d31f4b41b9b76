import { type Clock, hashToken, type IdGenerator, platformErrors, type Texts } from "plinth";
import { calendarOf, type PlanService } from "../plans/index.ts";
import { exportErrors } from "./errors.ts";
import type { FeedRepository, FeedRow } from "./repository.ts";
import type { FeedBody } from "./schema.ts";

/** Most addresses of one account. */
const MAX_FEEDS = 10;
/** Most plans in one calendar, newest first. */
const MAX_PLANS = 30;
const HOUR_MS = 3_600_000;

/** A calendar address as its owner sees it. */
export interface FeedView {
  readonly id: string;
  /** null = all plans. */
  readonly planId: string | null;
  readonly createdAt: string;
  /** When a calendar read it last, to the hour; null = never. */
  readonly readAt: string | null;
}

/** Secret addresses under which calendars of others read plans. */
export interface Feeds {
  /** @throws {AppError} NOT_FOUND, FEED_LIMIT_REACHED */
  readonly subscribe: (owner: string, body: FeedBody) => Promise<FeedView & { token: string }>;
  readonly feeds: (owner: string) => Promise<readonly FeedView[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly unsubscribe: (owner: string, id: string) => Promise<void>;
  /** The calendar as text. What never was and what has ended answer the same. @throws NOT_FOUND */
  readonly calendar: (token: string) => Promise<string>;
  readonly exportFeeds: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  readonly eraseFeeds: (owner: string) => Promise<void>;
}

const iso = (time: number): string => new Date(time).toISOString();

const view = (row: FeedRow): FeedView => ({
  id: row.id,
  planId: row.plan_id,
  createdAt: iso(row.created_at),
  readAt: row.read_at === null ? null : iso(row.read_at),
});

/** Builds the part of the service that is about calendars. */
export const createFeeds = (parts: {
  readonly repository: FeedRepository;
  readonly plans: Pick<PlanService, "get" | "list">;
  /** What the owner of an address reads. */
  readonly textsOf: (owner: string) => Promise<Texts>;
  readonly createToken: () => string;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Feeds => {
  const { repository, plans, textsOf, createToken, clock, newId } = parts;
  const plansOf = async ({ account_id: owner, plan_id: planId }: FeedRow) => {
    if (planId !== null) return [await plans.get(owner, planId)];
    const newest = (await plans.list(owner)).slice(0, MAX_PLANS);
    return Promise.all(newest.map(({ id }) => plans.get(owner, id)));
  };
  return {
    subscribe: async (owner, { planId }) => {
      if (planId !== undefined) await plans.get(owner, planId);
      const token = createToken();
      const row: FeedRow = {
        id: newId(),
        account_id: owner,
        plan_id: planId ?? null,
        created_at: clock.now(),
        token_hash: hashToken(token),
        read_at: null,
      };
      if (!(await repository.insert(row, MAX_FEEDS))) throw exportErrors.make.FEED_LIMIT_REACHED();
      return { ...view(row), token };
    },
    feeds: async (owner) => {
      const there = new Set((await plans.list(owner)).map(({ id }) => id));
      const rows = await repository.list(owner);
      const isOf = ({ plan_id: id }: FeedRow): boolean => id === null || there.has(id);
      // Its plan was deleted: it answers nobody any more, and takes no room.
      for (const row of rows) if (!isOf(row)) await repository.remove(owner, row.id);
      return rows.filter(isOf).map(view);
    },
    unsubscribe: async (owner, id) => {
      if (!(await repository.remove(owner, id))) throw platformErrors.make.NOT_FOUND();
    },
    calendar: async (token) => {
      const row = await repository.find(hashToken(token));
      if (row === undefined) throw platformErrors.make.NOT_FOUND();
      const text = calendarOf(await plansOf(row), await textsOf(row.account_id));
      const now = clock.now();
      // Calendars ask often: that they do is worth one write an hour, and tells nothing of anybody's day.
      if (row.read_at === null || now - row.read_at >= HOUR_MS)
        await repository.markRead(row.id, now);
      return text;
    },
    exportFeeds: async (owner) => (await repository.list(owner)).map((row) => ({ ...view(row) })),
    eraseFeeds: repository.removeAll,
  };
};
