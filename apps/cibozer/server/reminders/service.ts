import {
  type AccountsService,
  type Clock,
  definePush,
  type JobContext,
  type Languages,
  type NewPush,
  type PushService,
  platformErrors,
} from "plinth";
import { type Due, judge, type Standing } from "./due.ts";
import { knownZone, localTimeAt } from "./local-time.ts";
import type { PlannedMeals } from "./meals.ts";
import type { ReminderRepository, ReminderRow } from "./repository.ts";
import type { RemindersBody, RemindersReply } from "./schema.ts";
import { cookWords, shopWords } from "./words.ts";

const TIME_TO_COOK = definePush({ name: "time-to-cook", most: 2, usefulMs: 30 * 60_000 });
const SHOPPING_DAY = definePush({ name: "shopping-day", most: 2, usefulMs: 4 * 3_600_000 });

/** A look that came to no end is made again after so long. */
const AGAIN_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** Whose time has come is taken so many at a time. */
const BATCH = 200;

/** Reminders, for those who asked for them. */
export interface Reminders {
  readonly get: (owner: string) => Promise<RemindersReply>;
  /** @throws {AppError} VALIDATION_ERROR for a time zone that nobody knows. */
  readonly set: (owner: string, body: RemindersBody) => Promise<RemindersReply>;
  /** Takes everybody whose time has come; each of them is a job of its own. */
  readonly takeDue: (enqueue: (owner: string, tx: Tx) => Promise<unknown>) => Promise<void>;
  /** Looks what is due for one person, and sends it: once, over all nodes. */
  readonly remind: (owner: string, context: JobContext) => Promise<void>;
  readonly exportAll: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  readonly erase: (owner: string) => Promise<void>;
}

type Tx = Parameters<Parameters<ReminderRepository["take"]>[2]>[0];

const wishesOf = (row: ReminderRow): Standing["wishes"] => ({
  cook: row.cook === 1,
  shop:
    row.shop_day === null || row.shop_time === null
      ? null
      : { day: row.shop_day, time: row.shop_time },
  timeZone: row.time_zone,
});

const NOTHING: RemindersReply = { cook: false, shop: null, timeZone: null };

/** Builds the service. */
export const createReminders = (parts: {
  readonly repository: ReminderRepository;
  readonly meals: PlannedMeals;
  readonly push: Pick<PushService, "send" | "list">;
  readonly accounts: Pick<AccountsService, "find">;
  readonly languages: Pick<Languages, "texts">;
  readonly clock: Clock;
}): Reminders => {
  const { repository, meals, push, accounts, languages, clock } = parts;

  const view = (row: ReminderRow | undefined): RemindersReply =>
    row === undefined ? NOTHING : wishesOf(row);

  const messagesOf = async (row: ReminderRow, due: Due, date: string) => {
    const account = await accounts.find(row.account_id);
    const t = languages.texts(account?.language);
    const common = { accountId: row.account_id, language: t.language };
    const messages: NewPush[] = [];
    if (due.cook !== undefined) {
      const { recipe, time, planId } = due.cook;
      const path = `/plans/${planId}`;
      messages.push({ ...common, ...cookWords(t, recipe, time), kind: TIME_TO_COOK, path });
    }
    if (due.shop) {
      const id = await meals.planToShopFor(row.account_id, date);
      const path = id === undefined ? "/plans/new" : `/plans/${id}/groceries`;
      const words = shopWords(t, id !== undefined);
      messages.push({ ...common, ...words, kind: SHOPPING_DAY, path });
    }
    return messages;
  };

  return {
    get: async (owner) => view(await repository.find(owner)),
    set: async (owner, { cook, shop, timeZone }) => {
      const time_zone = knownZone(timeZone);
      if (time_zone === undefined) {
        const fault = { field: "body.timeZone", rule: "timeZone", message: "is no time zone" };
        throw platformErrors.make.VALIDATION_ERROR({ faults: [fault] });
      }
      if (!cook && shop === null) {
        await repository.remove(owner);
        return NOTHING;
      }
      const before = await repository.find(owner);
      const now = clock.now();
      const row: ReminderRow = {
        account_id: owner,
        cook: cook ? 1 : 0,
        shop_day: shop?.day ?? null,
        shop_time: shop?.time ?? null,
        time_zone,
        cooked_on: before?.cooked_on ?? null,
        shopped_on: before?.shopped_on ?? null,
        updated_at: now,
        next_at: now,
      };
      await repository.put(row);
      return view(row);
    },
    takeDue: async (enqueue) => {
      for (;;) {
        const now = clock.now();
        const rows = await repository.due(now, BATCH);
        for (const row of rows) {
          await repository.take(row, now + AGAIN_MS, (tx) => enqueue(row.account_id, tx));
        }
        if (rows.length < BATCH) return;
      }
    },
    remind: async (owner, { complete, signal }) => {
      const row = await repository.find(owner);
      if (row === undefined) return;
      const now = clock.now();
      const wishes = wishesOf(row);
      const { date } = localTimeAt(now, row.time_zone);
      // No browser asks for it any more, so nobody looks into the plan either.
      const isHeard = (await push.list({ userId: owner, sessionId: "" })).length > 0;
      const dinner =
        isHeard && wishes.cook && row.cooked_on !== date
          ? await meals.dinner(owner, { date, timeZone: row.time_zone }, signal)
          : undefined;
      const due: Due = isHeard
        ? judge({
            ...{ wishes, now, dinner, since: row.updated_at },
            cookedOn: row.cooked_on,
            shoppedOn: row.shopped_on,
          })
        : { cook: undefined, shop: false, nextAt: now + DAY_MS };
      const messages = await messagesOf(row, due, date);
      await complete(async (tx: Tx) => {
        const to = {
          cooked_on: due.cook === undefined ? row.cooked_on : date,
          shopped_on: due.shop ? date : row.shopped_on,
          next_at: due.nextAt,
        };
        if (!(await repository.settle(row, to, tx))) return;
        for (const message of messages) await push.send(message, tx);
      });
    },
    exportAll: async (owner) => {
      const row = await repository.find(owner);
      if (row === undefined) return [];
      const { cooked_on: cookedOn, shopped_on: shoppedOn } = row;
      return [{ ...wishesOf(row), cookedOn, shoppedOn }];
    },
    erase: repository.remove,
  };
};
