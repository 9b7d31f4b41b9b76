import { type Clock, platformErrors } from "#core";
import type { PersonalData } from "#modules/contract";
import type { Fault } from "./faults/fault.ts";
import { createFaultTracker, SLOT_MS } from "./faults/tracker.ts";
import type { GroupCursor, GroupFilter, GroupRepository, RecentFaults } from "./repository.ts";
import type { FaultGroup, GroupState } from "./rows.ts";

const DAY_MS = 86_400_000;
/** After the last occurrence. */
const KEPT_MS = 90 * DAY_MS;
/** When exactly something came is asked of the last days only. */
const TIMES_KEPT_MS = 30 * DAY_MS;
/** Groups that are kept at most. */
const MAX_GROUPS = 1_000;
const PAGE = 50;
/** What a burst is looked for in: this slot and the one before it. */
const BURST_SLOTS = 2;

/** A group as people see it, with how often it came in the time asked for. */
export interface GroupView extends FaultGroup {
  /** In the time asked for; in all where none was. */
  readonly timesThen: number;
}

/** One page of groups. */
export interface GroupPage {
  readonly groups: readonly GroupView[];
  readonly open: number;
  readonly next: GroupCursor | null;
}

/** How often a group came, in one part of a time; milliseconds since the epoch. */
export interface GroupTimes {
  readonly from: number;
  readonly times: number;
}

/** Faults of the application, grouped (ERR-10). */
export interface ErrorGroups {
  /** Counts one occurrence; never waits, never throws. */
  readonly note: (fault: Fault) => void;
  /** Writes what was counted. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Reads which kinds are known. Rejects as the store does. */
  readonly begin: () => Promise<void>;
  readonly page: (filter: GroupFilter, before?: GroupCursor) => Promise<GroupPage>;
  /** @throws {AppError} NOT_FOUND */
  readonly find: (id: string) => Promise<{
    readonly group: FaultGroup;
    /** The last seven days by hours, those without any left out. */
    readonly hours: readonly GroupTimes[];
  }>;
  /** @throws {AppError} NOT_FOUND */
  readonly setState: (id: string, state: GroupState, by: string) => Promise<void>;
  /** What the server answered with in the last minutes. */
  readonly burst: (at: number) => Promise<RecentFaults>;
  readonly tidy: () => Promise<void>;
  readonly personalData: PersonalData;
}

/** What the service is made from. */
export interface ErrorGroupsParts {
  readonly repository: GroupRepository;
  readonly clock: Clock;
  /** Version of what runs. */
  readonly release: string;
  /** Counts one occurrence. */
  readonly count: (source: Fault["source"]) => void;
  /** Hears of groups that were resolved and came again. */
  readonly onReturn: (group: FaultGroup) => void;
  /** Hears that groups changed, so that pages look. */
  readonly onChange: () => void;
  readonly onFault: (error: unknown) => void;
}

const HOUR_MS = 3_600_000;
const HOURS_SHOWN_MS = 7 * DAY_MS;

const byHour = (
  rows: readonly { readonly slot: number; readonly times: number }[],
): readonly GroupTimes[] => {
  const hours = new Map<number, number>();
  for (const { slot, times } of rows) {
    const hour = slot - (slot % HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + times);
  }
  return [...hours].map(([from, times]) => ({ from, times })).toSorted((a, b) => a.from - b.from);
};

const createPersonalData = (repository: GroupRepository): PersonalData => ({
  table: "error_groups",
  subject: "changed_by",
  // That somebody resolved a group stays in the audit log; here it is not needed.
  erase: (accountId) => repository.forgetChanger(accountId),
  export: async (accountId) =>
    (await repository.changedBy(accountId)).map(({ id, state, changedAt }) => ({
      group: id,
      state,
      at: changedAt === null ? null : new Date(changedAt).toISOString(),
    })),
});

/** Builds the service. Occurrences are counted in memory and written together. */
export const createErrorGroups = (parts: ErrorGroupsParts): ErrorGroups => {
  const { repository, clock } = parts;
  const tracker = createFaultTracker(clock);

  const flush = async (): Promise<void> => {
    const batch = tracker.take();
    if (batch.length === 0) return;
    try {
      for (const group of await repository.add(batch, parts.release)) parts.onReturn(group);
      parts.onChange();
    } catch (error) {
      // Bounded as everything that waits; the next flush tries again.
      tracker.restore(batch);
      parts.onFault(error);
    }
  };

  const timesThen = async (groups: readonly FaultGroup[], { from, to }: GroupFilter) => {
    const found = await repository.timesOf(
      groups.map(({ id }) => id),
      from ?? 0,
      to ?? Number.MAX_SAFE_INTEGER,
    );
    const sums = new Map<string, number>();
    for (const { id, times } of found) sums.set(id, (sums.get(id) ?? 0) + times);
    return sums;
  };

  return {
    note: (fault) => {
      parts.count(fault.source);
      tracker.note(fault);
    },
    flush,
    begin: async () => tracker.know(await repository.ids(MAX_GROUPS)),
    page: async (filter, before) => {
      await flush();
      const found = await repository.page({ filter, before, limit: PAGE + 1 });
      const groups = found.slice(0, PAGE);
      const last = groups.at(-1);
      const isBounded = filter.from !== undefined || filter.to !== undefined;
      const sums = isBounded ? await timesThen(groups, filter) : undefined;
      return {
        groups: groups.map((group) => ({
          ...group,
          timesThen: sums === undefined ? group.times : (sums.get(group.id) ?? 0),
        })),
        open: await repository.countOpen(),
        next:
          found.length > PAGE && last !== undefined ? { lastAt: last.lastAt, id: last.id } : null,
      };
    },
    find: async (id) => {
      await flush();
      const group = await repository.find(id);
      if (group === undefined) throw platformErrors.make.NOT_FOUND();
      const now = clock.now();
      return {
        group,
        hours: byHour(await repository.timesOf([id], now - HOURS_SHOWN_MS, now + 1)),
      };
    },
    setState: async (id, state, by) => {
      // What came before it is not what comes again after it.
      await flush();
      if (!(await repository.setState(id, { state, at: clock.now(), by }))) {
        throw platformErrors.make.NOT_FOUND();
      }
      parts.onChange();
    },
    burst: async (at) => {
      await flush();
      return repository.recent("server", at - (at % SLOT_MS) - (BURST_SLOTS - 1) * SLOT_MS);
    },
    tidy: () => {
      const now = clock.now();
      return repository.tidy({
        groupsBefore: now - KEPT_MS,
        most: MAX_GROUPS,
        timesBefore: now - TIMES_KEPT_MS,
      });
    },
    personalData: createPersonalData(repository),
  };
};
