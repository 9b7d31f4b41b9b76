import { setTimeout as pause } from "node:timers/promises";
import type { DatabaseServer } from "#store";
import type { Beat, LeaseTimes, StandbyNote, Witness } from "../lease/contract.ts";
import { type ServerState, surveyServers } from "../postgresql/cluster.ts";

/** Longest wait for one server. */
const SERVER_MS = 1_500;

/** How failover stands, seen from no instance: what the witness and the servers say. */
export interface FailoverLook {
  readonly engine: "embedded" | "postgresql";
  readonly witness: string;
  readonly epoch: number;
  readonly holder: string | undefined;
  /** When it was claimed, in milliseconds since the epoch of Unix. */
  readonly since: number | undefined;
  readonly beat: Beat | undefined;
  /** Embedded: what standbys say of themselves. */
  readonly standbys: readonly StandbyNote[];
  /** PostgreSQL: every server of the settings. */
  readonly servers: readonly ServerState[];
}

/** Where to look. */
export interface LookParts extends LeaseTimes {
  readonly witness: Witness;
  /** PostgreSQL. */
  readonly servers: readonly DatabaseServer[] | undefined;
}

/** Looks once; rejects where the witness does not answer. */
export const lookAtFailover = async ({ witness, servers }: LookParts): Promise<FailoverLook> => {
  const [{ claim, beat }, standbys, states] = await Promise.all([
    witness.read(),
    servers === undefined ? witness.standbys() : [],
    servers === undefined ? [] : surveyServers(servers, SERVER_MS),
  ]);
  return {
    engine: servers === undefined ? "embedded" : "postgresql",
    witness: witness.place,
    epoch: claim?.epoch ?? 0,
    holder: claim?.holder,
    since: claim?.at,
    beat,
    standbys,
    servers: states,
  };
};

/** What was seen over a while. */
export interface FailoverHealth {
  readonly look: FailoverLook;
  /** Whether what leads gave a sign of life meanwhile. */
  readonly isAlive: boolean;
  /** One sentence each; empty where a loss would be survived. */
  readonly faults: readonly string[];
}

/** Looks until there was a sign of life, or so long that it counts as lost. */
const watchAlive = async (
  parts: LookParts,
  first: FailoverLook,
): Promise<{ readonly isAlive: boolean; readonly last: FailoverLook }> => {
  const { intervalMs, checks } = parts;
  let last = first;
  for (let looks = 0; looks <= checks; looks += 1) {
    await pause(intervalMs);
    last = await lookAtFailover(parts);
    const { beat, epoch } = last;
    const isOfNow = beat !== undefined && beat.epoch === epoch && !beat.isReleased;
    if (isOfNow && beat.nonce !== first.beat?.nonce) return { isAlive: true, last };
  }
  return { isAlive: false, last };
};

const serverFaults = ({ servers, holder, epoch }: FailoverLook): readonly string[] => {
  const primary = servers.find(({ name }) => name === holder);
  const closed = servers.filter(({ look }) => look === undefined);
  const following = primary?.standbys.filter(({ state }) => state === "streaming") ?? [];
  const others = servers.filter(({ name, look }) => name !== holder && look?.isStandby === false);
  return [
    ...closed.map(({ name, fault }) => `${name} does not answer: ${fault}`),
    ...(primary?.look !== undefined && primary.look.epoch !== epoch
      ? [`${primary.name} is of epoch ${primary.look.epoch}, and epoch ${epoch} is now`]
      : []),
    ...(primary?.look?.isStandby === true ? [`${primary.name} leads and is a standby`] : []),
    ...(primary?.look !== undefined && following.length === 0
      ? [`no standby follows ${primary.name}`]
      : []),
    ...others.map(
      ({ name }) => `${name} can be written and does not lead: make it follow ${holder} again`,
    ),
  ];
};

const standbyFaults = (first: FailoverLook, last: FailoverLook): readonly string[] => {
  const before = new Map(first.standbys.map(({ name, at }) => [name, at]));
  const moving = last.standbys.filter(({ name, at }) => before.get(name) !== at);
  const silent = last.standbys.filter(({ name, at }) => before.get(name) === at);
  return [
    ...silent.map(({ name }) => `the standby ${name} says nothing any more`),
    ...(moving.some(({ isReady }) => isReady) ? [] : ["no standby could take over"]),
  ];
};

/** Looks for as long as a loss takes to be noticed. */
export const checkFailover = async (parts: LookParts): Promise<FailoverHealth> => {
  const first = await lookAtFailover(parts);
  const { isAlive, last } = await watchAlive(parts, first);
  // Standbys speak once in an interval.
  if (isAlive && parts.servers === undefined) await pause(parts.intervalMs * 1.5);
  const look = parts.servers === undefined ? await lookAtFailover(parts) : last;
  const faults = [
    ...(look.holder === undefined ? ["nobody ever led"] : []),
    ...(look.holder !== undefined && !isAlive
      ? [`${look.holder} leads epoch ${look.epoch} and gives no sign of life`]
      : []),
    ...(look.engine === "postgresql" ? serverFaults(look) : standbyFaults(first, look)),
  ];
  return { look, isAlive, faults };
};
