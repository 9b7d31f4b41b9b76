import {
  BootError,
  type Clock,
  type Events,
  type IdGenerator,
  platformErrors,
  type SecurityEventName,
} from "#core";
import type { LimitControls, ListedAddress } from "#modules/contract";
import { limitErrors } from "./errors.ts";
import type { SharedEntries } from "./shared-entries.ts";
import type { SharedOverrides } from "./shared-overrides.ts";

/** Keys and entries that are shown at most. */
const SHOWN_KEYS = 50;
const SHOWN_ENTRIES = 1_000;

/** Who acts, and from where. */
export interface Actor {
  readonly userId: string;
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What an administrator wants of an address. */
export interface EntryDraft {
  readonly address: string;
  readonly kind?: "block" | "allow";
  readonly minutes?: number;
  readonly reason: string;
}

/** Which budget to give back. */
export interface ClearDraft {
  readonly rule: string;
  readonly by?: string;
  readonly identity: string;
  readonly counted?: boolean;
}

/** Which limit to set, and to what. */
export interface OverrideDraft {
  readonly route: string;
  readonly windows: string;
  readonly by?: string;
  readonly dryRun?: boolean;
}

const iso = (time: number): string => new Date(time).toISOString();

/** An entry as it is shown. */
export const entryView = ({ range, from, until, ...entry }: ListedAddress) => ({
  id: entry.id,
  address: range,
  kind: entry.kind,
  origin: entry.origin,
  reason: entry.reason,
  level: entry.level,
  from: iso(from),
  until: until === null ? null : iso(until),
});

/** What the service is built from. */
export interface LimitParts {
  readonly controls: () => LimitControls;
  readonly shared: Pick<SharedEntries, "add" | "remove">;
  readonly overrides: Pick<SharedOverrides, "save" | "remove">;
  readonly settings: {
    readonly allowed: readonly string[];
    readonly denied: readonly string[];
    readonly threshold: number;
  };
  readonly events: Events;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}

const badAddress = () =>
  platformErrors.make.VALIDATION_ERROR({
    faults: [
      {
        field: "body.address",
        rule: "address",
        message: "must be an IP address or a range such as 203.0.113.0/24",
      },
    ],
  });

/** Says nothing of what was sent. */
const badWindows = () =>
  platformErrors.make.VALIDATION_ERROR({
    faults: [
      {
        field: "body.windows",
        rule: "limit",
        message:
          'must be windows such as "10/minute, 50/hour" that this route can have; where it counts by several things, "by" says which',
      },
    ],
  });

const keyView = ({ lastAt, ...key }: ReturnType<LimitControls["busiest"]>[number]) => ({
  ...key,
  lastAt: iso(lastAt),
});

const statsOf = (
  controls: LimitControls,
  settings: LimitParts["settings"],
  startedAt: number,
  now: number,
) => {
  const { suspicion } = controls;
  const holding = controls.entries().filter(({ until }) => until === null || until > now);
  const found = controls.alarm();
  return {
    since: iso(startedAt),
    rules: controls.rules().map((rule) => ({ ...rule })),
    offenders: controls.offenders(SHOWN_KEYS).map(keyView),
    busiest: controls.busiest(SHOWN_KEYS).map(keyView),
    overrides: controls
      .routes()
      .filter(({ isOverridden }) => isOverridden)
      .map(({ route, limits, declared }) => ({ route, limits, declared })),
    entries: holding.slice(-SHOWN_ENTRIES).map(entryView).toReversed(),
    entriesTotal: holding.length,
    lists: { allowed: [...settings.allowed], denied: [...settings.denied] },
    suspicion: {
      threshold: settings.threshold,
      seconds: suspicion.seconds,
      points: { ...suspicion.points },
      blockSeconds: suspicion.blockMs.map((length) => length / 1_000),
    },
    alarm: found === undefined ? null : { ...found, since: iso(found.since) },
  };
};

/** Builds the service: statistics of limits, budgets given back, addresses listed (RL-13, RL-14). */
export const createLimits = (parts: LimitParts) => {
  const { controls, shared, overrides, settings, events, clock, newId } = parts;
  const startedAt = clock.now();

  const announce = (
    name: SecurityEventName,
    actor: Actor,
    data: Readonly<Record<string, string | number>>,
  ): void =>
    events.emit("security", {
      name,
      severity: "info",
      requestId: actor.requestId,
      clientAddress: actor.clientAddress,
      data: { by: actor.userId, ...data },
    });

  const requireRules = ({ rule, by }: ClearDraft) => {
    const found = controls()
      .rules()
      .filter((one) => one.rule === rule && (by === undefined || one.by === by));
    if (found.length === 0) throw platformErrors.make.NOT_FOUND();
    return found.map((one) => ({ name: one.rule, by: one.by }));
  };

  const requireBlockable = (range: string, { clientAddress }: Actor): void => {
    if (controls().holdsExempt(range)) throw limitErrors.make.ADDRESS_EXEMPT();
    if (controls().holds(range, clientAddress)) throw limitErrors.make.OWN_ADDRESS();
  };

  const overrideOf = (draft: OverrideDraft) => {
    const isKnown = controls()
      .routes()
      .some(({ route }) => route === draft.route);
    if (!isKnown) throw platformErrors.make.NOT_FOUND();
    try {
      return controls().overrideFor(draft);
    } catch (fault) {
      if (fault instanceof BootError) throw badWindows();
      throw fault;
    }
  };

  return {
    stats: () => statsOf(controls(), settings, startedAt, clock.now()),
    /** Under every rule of the name, whatever it counts by. @throws {AppError} NOT_FOUND */
    clear: async (actor: Actor, draft: ClearDraft): Promise<void> => {
      for (const rule of requireRules(draft)) {
        await controls().clear(rule, draft.identity, draft.counted === true);
      }
      announce("limit.cleared", actor, { rule: draft.rule });
    },
    /** On all nodes, over what code and file say. @throws {AppError} NOT_FOUND, VALIDATION_ERROR */
    override: async (actor: Actor, draft: OverrideDraft): Promise<void> => {
      const { limits } = overrideOf(draft);
      const madeAt = clock.now();
      await overrides.save({ route: draft.route, limits, madeAt, madeBy: actor.userId });
      announce("limit.overridden", actor, { route: draft.route });
    },
    /** @throws {AppError} NOT_FOUND */
    restore: async (actor: Actor, route: string): Promise<void> => {
      if (!(await overrides.remove(route))) throw platformErrors.make.NOT_FOUND();
      announce("limit.restored", actor, { route });
    },
    /** @throws {AppError} VALIDATION_ERROR, ADDRESS_EXEMPT, OWN_ADDRESS */
    add: async (actor: Actor, draft: EntryDraft): Promise<ListedAddress> => {
      const { kind = "block", minutes, reason } = draft;
      const range = controls().rangeOf(draft.address);
      if (range === undefined) throw badAddress();
      if (kind === "block") requireBlockable(range, actor);
      const now = clock.now();
      const entry: ListedAddress = {
        id: newId(),
        range,
        kind,
        origin: "administrator",
        reason,
        level: 0,
        from: now,
        until: minutes === undefined ? null : now + minutes * 60_000,
      };
      await shared.add({ ...entry, madeBy: actor.userId });
      announce("address.listed", actor, { range, kind });
      return entry;
    },
    /** @throws {AppError} NOT_FOUND */
    remove: async (actor: Actor, id: string): Promise<void> => {
      const range = controls()
        .entries()
        .find((entry) => entry.id === id)?.range;
      if (!(await shared.remove(id))) throw platformErrors.make.NOT_FOUND();
      announce("address.unlisted", actor, { range: range ?? "" });
    },
  };
};

/** See {@link createLimits}. */
export type Limits = ReturnType<typeof createLimits>;
