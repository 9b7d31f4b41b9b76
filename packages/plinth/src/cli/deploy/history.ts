import type { OpenFront } from "#app";
import type { DeployState, Progress } from "#ops/deploy";
import type { Logger } from "#telemetry";

/** Kept of what happened; more than any deploy says. */
const KEPT = 500;

/** Something that happened, with its number. */
export type FrontEvent = Exclude<Progress, never> & { readonly at: number };

/** How a front is. */
export interface FrontStatus {
  readonly pid: number;
  readonly url: string;
  /** Where it listens on this machine; a front of before does not say so. */
  readonly address?: OpenFront["address"];
  readonly state: DeployState;
  /** Process of the slot that serves. */
  readonly serving: number | null;
  readonly figures: ReturnType<OpenFront["figures"]>;
}

/** The newest of what happened at a front. */
export interface History {
  readonly add: (progress: Progress) => void;
  /** A deploy that was refused before it began. */
  readonly refuse: (reason: string) => void;
  /** The number of the last event. */
  readonly mark: () => number;
  readonly since: (at: number) => readonly FrontEvent[];
}

/** Builds a history; all of it stands in the log as well. */
export const createHistory = (log: Logger): History => {
  const events: FrontEvent[] = [];
  let last = 0;
  const keep = (progress: Progress): void => {
    last += 1;
    events.push({ ...progress, at: last });
    if (events.length > KEPT) events.shift();
  };
  return {
    add: (progress) => {
      keep(progress);
      if (progress.kind === "step") log.info(progress.what);
      else if (progress.kind === "end") log.info("deploy ended", { ...progress.ended });
      else log.info("deploy gate", { ...progress.result });
    },
    refuse: (reason) => {
      log.warn("deploy refused", { reason });
      keep({ kind: "end", ended: { number: 0, outcome: "refused", reason, at: "" } });
    },
    mark: () => last,
    since: (at) => events.filter((event) => event.at > at),
  };
};
