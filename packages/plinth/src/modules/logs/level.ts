import type { Clock, StartTimer } from "#core";
import type { Background } from "#services/background";
import type { Broadcast } from "#services/broadcast";
import type { LineLevel, Logger } from "#telemetry";
import type { LevelRepository, WantedLevel } from "./repository.ts";

/** Where nodes tell each other that the level was changed. */
const CHANNEL = "log-level";
const MINUTE_MS = 60_000;

/** How much is logged, and until when. */
export interface LevelView {
  readonly level: LineLevel;
  /** What the settings say; holds again from `until` on. */
  readonly configured: LineLevel;
  /** Milliseconds since the epoch; null where the settings hold. */
  readonly until: number | null;
}

/** Keeps this node at the level that is wanted, whichever node was told (LOG-01). */
export interface LevelControl {
  /** Reads what was wanted before the start, and hears of changes from then on. */
  readonly begin: () => Promise<void>;
  /** Reads again; never rejects. */
  readonly follow: () => Promise<void>;
  readonly view: () => LevelView;
  /** Holds on this node when it resolves, on the others within a second. */
  readonly set: (level: LineLevel, minutes: number) => Promise<LevelView>;
  /** What the settings say holds again. */
  readonly reset: () => Promise<LevelView>;
  readonly close: () => void;
}

/** What it is built from. */
export interface LevelControlParts {
  readonly repository: LevelRepository;
  readonly log: Pick<Logger, "setLevel" | "record" | "level" | "debug">;
  readonly configured: LineLevel;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly broadcast: Broadcast;
  readonly background: Pick<Background, "run">;
}

/** Builds it. A level always has an end: nobody remembers to take "debug" back. */
export const createLevelControl = (parts: LevelControlParts): LevelControl => {
  const { repository, log, configured, clock, startTimer, broadcast, background } = parts;
  // A command's log is quieter than the settings say, and stays so.
  const usual = log.level();
  let wanted: WantedLevel | undefined;
  let cancel = (): void => undefined;
  let endHearing = (): void => undefined;
  let reads = 0;
  let applied = 0;

  const apply = (row: WantedLevel | undefined): void => {
    const now = clock.now();
    wanted = row !== undefined && row.until > now ? row : undefined;
    const level = wanted?.level ?? usual;
    cancel();
    cancel =
      wanted === undefined
        ? () => undefined
        : startTimer(Math.min(wanted.until - now, 2 ** 31 - 1), () => apply(wanted));
    if (log.level() === level) return;
    log.setLevel(level);
    // Written whatever the level is: what is missing in a log has a reason that stands in it.
    log.record("info", "the level of the log was changed", { to: level });
  };
  const read = async (): Promise<void> => {
    reads += 1;
    const mine = reads;
    const row = await repository.find();
    // A read that began later was faster and knows more.
    if (mine < applied) return;
    applied = mine;
    apply(row);
  };
  const follow = (): Promise<void> =>
    read().catch((error: unknown) =>
      log.debug("the level that is wanted could not be read", { error }),
    );
  const view = (): LevelView => ({
    level: wanted?.level ?? configured,
    configured,
    until: wanted?.until ?? null,
  });
  const changed = async (): Promise<LevelView> => {
    await read();
    broadcast.publish(CHANNEL, "changed");
    return view();
  };

  return {
    begin: async () => {
      const listen = (): void => {
        background.run("log-level", follow);
      };
      endHearing = broadcast.subscribe(CHANNEL, { onMessage: listen, onGap: listen });
      await read();
    },
    follow,
    view,
    set: async (level, minutes) => {
      const now = clock.now();
      await repository.save({ level, until: now + minutes * MINUTE_MS }, now);
      return changed();
    },
    reset: async () => {
      await repository.remove();
      return changed();
    },
    close: () => {
      cancel();
      endHearing();
    },
  };
};
