import type { Clock, Events, IdGenerator, StartTimer } from "#core";
import { type Entry, entryOfDeed, entryOfEvent, type Kind, type Outcome } from "./entries.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import type { ActivityRepository, ActivityRow, Bounds } from "./repository.ts";

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;
const SWEEP_EVERY_MS = 3_600_000;
const PAGE = 50;
const BOUNDS: Bounds = { all: 200, refused: 100 };

/** An entry as the owner of the account sees it. */
export interface ActivityView {
  readonly id: string;
  /** ISO 8601, UTC; of several times the last. */
  readonly at: string;
  readonly kind: Kind;
  readonly name: string;
  readonly outcome: Outcome;
  readonly detail: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  readonly times: number;
}

/** One page of recent activity. */
export interface ActivityPage {
  readonly entries: readonly ActivityView[];
  /** What `before` has to be for the next page; null on the last. */
  readonly next: string | null;
}

/** What happened to accounts lately, for their owners. */
export interface Activity {
  /** Up to 50 entries of an account, newest first, those before an entry. */
  readonly page: (accountId: string, before: string | undefined) => Promise<ActivityPage>;
  readonly waiting: Pick<Outbox, "size">;
  /** Resolves when what was heard is written, or could not be. */
  readonly settle: () => Promise<void>;
  readonly forget: (accountId: string) => void;
  readonly close: () => Promise<void>;
}

/** What the service is built from. */
export interface ActivityParts {
  readonly repository: ActivityRepository;
  readonly events: Pick<Events, "on">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly startTimer: StartTimer;
  readonly onDropped: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

const viewOf = ({ account_id: _, at, ...row }: ActivityRow): ActivityView => ({
  ...row,
  at: new Date(at).toISOString(),
});

/** Begins to listen. Whoever announces never waits: entries are written a second later, in batches. */
export const createActivity = (parts: ActivityParts): Activity => {
  const { repository, events, clock } = parts;
  let sweptAt = clock.now();

  const save: Parameters<typeof createOutbox>[0]["save"] = async (entries) => {
    await repository.save(entries, BOUNDS);
    const now = clock.now();
    if (now - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = now;
    await repository.removeBefore(now - KEPT_MS);
  };
  const outbox = createOutbox({ ...parts, save, now: clock.now });
  const hear = (entry: Entry | undefined): void => {
    if (entry !== undefined) outbox.add(entry);
  };
  const silence = [
    events.on("security", (event) => hear(entryOfEvent(event))),
    events.on("audit", (event) => hear(entryOfDeed(event))),
  ];

  return {
    page: async (accountId, before) => {
      // Whoever looks sees what they did a moment ago.
      if (outbox.waitsFor(accountId)) await outbox.flush();
      const rows = await repository.page({
        accountId,
        since: clock.now() - KEPT_MS,
        before,
        limit: PAGE + 1,
      });
      const shown = rows.slice(0, PAGE);
      return {
        entries: shown.map(viewOf),
        next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
      };
    },
    waiting: outbox,
    settle: outbox.flush,
    forget: outbox.forget,
    close: async () => {
      for (const stop of silence) stop();
      await outbox.close();
    },
  };
};
