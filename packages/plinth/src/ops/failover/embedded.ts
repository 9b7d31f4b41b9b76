import { BootError, type Clock, type StartTimer } from "#core";
import type { Metrics } from "#telemetry";
import type { FailoverEvent, FailoverStatus } from "./contract.ts";
import type { Claim, LeaseTimes, StandbyNote, Witness } from "./lease/contract.ts";
import { createLeader, LeaseRefused } from "./lease/leader.ts";
import { createOwnEpochFile } from "./lease/own-epoch.ts";
import { createFaultNote, createTold, observeFailover, type RunningFailover } from "./running.ts";

/** Looks at the list of standbys, in times of a look at the witness. */
const STANDBY_LOOKS = 3;
/** A standby that said nothing for so many looks is not there. */
const SILENT_LOOKS = 10;

/** What both kinds of failover are made from. */
export interface FailoverParts extends LeaseTimes {
  readonly witness: Witness;
  readonly name: string;
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly monotonic: Clock;
  readonly startTimer: StartTimer;
  readonly newNonce: () => string;
  readonly metrics: Metrics;
  readonly onEvent: (event: FailoverEvent) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Which standbys are there, by what they say of themselves. */
const createStandbyList = (parts: FailoverParts, onFault: (fault: unknown) => void) => {
  const { witness, clock, startTimer, intervalMs } = parts;
  let notes: readonly StandbyNote[] = [];
  let isClosed = false;
  let cancel: (() => void) | undefined;
  const look = (): void => {
    cancel = startTimer(intervalMs * STANDBY_LOOKS, () => {
      witness
        .standbys()
        .then((found) => {
          notes = found;
        }, onFault)
        .finally(() => {
          if (!isClosed) look();
        });
    });
  };
  return {
    start: look,
    close: (): void => {
      isClosed = true;
      cancel?.();
    },
    list: (): FailoverStatus["standbys"] =>
      notes.map((note) => {
        const isSilent = clock.now() - note.at > intervalMs * SILENT_LOOKS;
        return {
          ...note,
          isReady: note.isReady && !isSilent,
          // Both are by the clock of the standby.
          lagMs: Math.max(0, note.at - note.upTo),
        };
      }),
  };
};

/** Failover of an embedded database: this instance writes as long as the witness says that it leads. */
export const createEmbeddedFailover = (parts: FailoverParts): RunningFailover => {
  const { witness, clock } = parts;
  const told = createTold(parts.onEvent);
  const faults = createFaultNote(clock.now, parts.onFault);
  const standbys = createStandbyList(parts, faults.note);
  const leader = createLeader({
    ...parts,
    own: createOwnEpochFile(parts.dataDirectory),
    onFault: faults.note,
    onChange: (reason) => {
      const { epoch } = leader.state();
      told.tell(
        reason === undefined ? { kind: "leads", epoch } : { kind: "fenced", epoch, reason },
      );
    },
  });
  const holder = (successor: Claim | undefined): string | undefined =>
    successor?.holder ?? (leader.state().epoch === 0 ? undefined : parts.name);
  const status = (): FailoverStatus => {
    const { epoch, refusal, successor } = leader.state();
    return {
      engine: "embedded",
      witness: witness.place,
      epoch: successor?.epoch ?? epoch,
      holder: holder(successor),
      refusal,
      standbys: standbys.list(),
      lastFault: faults.last(),
    };
  };
  observeFailover(parts.metrics, status);

  return {
    status,
    listen: told.listen,
    fence: { refusal: leader.refusal, epoch: () => leader.state().epoch },
    beforeOpening: async () => undefined,
    afterOpening: async () => {
      try {
        await leader.lead();
      } catch (fault) {
        leader.stop();
        const words = fault instanceof Error ? fault.message : String(fault);
        throw new BootError([
          fault instanceof LeaseRefused
            ? `This instance may not lead: ${words}.`
            : `The witness of FAILOVER_WITNESS cannot be used: ${words}.`,
        ]);
      }
      standbys.start();
    },
    close: async () => {
      standbys.close();
      await leader.release();
    },
  };
};
