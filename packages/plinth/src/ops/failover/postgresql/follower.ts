import type { Clock, StartTimer } from "#core";
import {
  askServer,
  connectServer,
  type DatabaseServer,
  type ServerConnection,
  type WriteFence,
} from "#store";
import type { FailoverEvent } from "../contract.ts";
import { createBelief } from "../lease/belief.ts";
import { type Claim, graceOf, type LeaseTimes, type Witness } from "../lease/contract.ts";
import { createWatch } from "../lease/watch.ts";
import {
  type AttachedStandby,
  bestStandby,
  closeServer,
  finishPromotion,
  readStandbys,
  surveyServers,
  wordsOf,
} from "./cluster.ts";

/** What follows the primary of several PostgreSQL servers. */
export interface FollowerParts extends LeaseTimes {
  readonly witness: Witness;
  /** As a role that may promote. */
  readonly servers: readonly DatabaseServer[];
  /** Whether this process promotes a standby by itself. */
  readonly isAutomatic: boolean;
  readonly clock: Clock;
  readonly monotonic: Clock;
  readonly startTimer: StartTimer;
  readonly newNonce: () => string;
  readonly tell: (event: FailoverEvent) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Follows it. */
export interface DatabaseFollower {
  /**
   * Finds the primary, or claims the first epoch for it; resolves once it may be used.
   * @throws {Error} with one sentence where there is none in time.
   */
  readonly begin: () => Promise<void>;
  readonly fence: WriteFence;
  /** The newest claim that was heard of. */
  readonly claim: () => Claim | undefined;
  readonly standbys: () => readonly AttachedStandby[];
  readonly close: () => Promise<void>;
}

/** Longest wait for a server that can be written, at the start. */
const BEGIN_MS = 45_000;
/** Longest wait for one answer of a server that is looked at. */
const LOOK_MS = 1_000;
/** Looks between two at who follows the primary, and at servers that were left behind. */
const STANDBY_LOOKS = 5;

/** One connection that stays, to whatever server is looked at. */
const createEye = (timeoutMs: number) => {
  let open: { readonly name: string; readonly connection: ServerConnection } | undefined;
  const close = (): void => {
    void open?.connection.end();
    open = undefined;
  };
  return {
    close,
    /** Asks on the connection that is there; a server that does not answer loses it. */
    at: async <T>(
      server: DatabaseServer,
      work: (connection: ServerConnection) => Promise<T>,
    ): Promise<T> => {
      if (open?.name !== server.name) close();
      open ??= { name: server.name, connection: await connectServer(server, timeoutMs) };
      try {
        return await work(open.connection);
      } catch (fault) {
        close();
        throw fault;
      }
    },
  };
};

/** What is known of the claim, and when this process first heard of it. */
const createKnowledge = ({ monotonic, ttlMs }: FollowerParts) => {
  const belief = createBelief(monotonic, ttlMs);
  let heardAt = 0;
  return {
    now: belief.now,
    newest: belief.newest,
    hear: (askedAt: number, claim: Claim | undefined): boolean => {
      const before = belief.newest()?.epoch ?? 0;
      belief.hear(askedAt, claim);
      const isNew = (belief.newest()?.epoch ?? 0) > before;
      if (isNew) heardAt = monotonic.now();
      return isNew;
    },
    /** For how long this process has known the claim. */
    knownMs: () => monotonic.now() - heardAt,
  };
};

type Knowledge = ReturnType<typeof createKnowledge>;

/** Claims the next epoch for a server. */
export const claimServer = async (
  { witness, clock, newNonce }: Pick<FollowerParts, "witness" | "clock" | "newNonce">,
  epoch: number,
  holder: string,
): Promise<boolean> =>
  witness.claim({ epoch, holder, nonce: newNonce(), at: clock.now(), isFollowUp: false });

/** The claim of a witness that never heard of any. */
const claimFirst = async (parts: FollowerParts): Promise<void> => {
  const states = await surveyServers(parts.servers, LOOK_MS);
  const primaries = states.filter(({ look }) => look?.isStandby === false);
  const [only] = primaries;
  if (only === undefined) {
    const faults = states.map(({ name, fault }) => `${name}: ${fault ?? "a standby"}`).join("; ");
    throw new Error(`no server can be written (${faults})`);
  }
  if (primaries.length > 1) {
    const names = primaries.map(({ name }) => name).join(" and ");
    throw new Error(
      `${names} can both be written: say which is right by plinth failover run --to HOST:PORT`,
    );
  }
  // A witness that was lost must not begin again below what the servers know.
  await claimServer(parts, (only.look?.epoch ?? 0) + 1, only.name);
};

/** Promotes the server of a claim, once nobody believes in the one before. */
const finishClaim = async (
  parts: FollowerParts,
  claim: Claim,
  server: DatabaseServer,
): Promise<void> => {
  const left = await finishPromotion(server, claim.epoch, LOOK_MS);
  parts.tell({ kind: "promoted", epoch: claim.epoch, holder: claim.holder });
  if (left !== undefined) parts.onFault(new Error(left));
};

/** Chooses who follows a server that is lost, and claims for it. */
const elect = async (parts: FollowerParts, lost: Claim): Promise<void> => {
  const others = parts.servers.filter(({ name }) => name !== lost.holder);
  const best = bestStandby(await surveyServers(others, LOOK_MS));
  if (best === undefined) {
    throw new Error(`${lost.holder} is lost, and no standby answers`);
  }
  if (await claimServer(parts, lost.epoch + 1, best.name)) {
    parts.tell({ kind: "claimed", epoch: lost.epoch + 1, holder: best.name });
  }
};

/** One look at the witness and at the primary, and what follows from it. */
const createRound = (parts: FollowerParts, knowledge: Knowledge) => {
  const { witness, servers, monotonic, clock, intervalMs, newNonce } = parts;
  const watch = createWatch(monotonic, parts);
  const eye = createEye(LOOK_MS);
  let standbys: readonly AttachedStandby[] = [];
  let looks = 0;
  let isUsable = false;
  /** Goes on beside the looks at the witness: a server that hangs must not keep us from those. */
  let visiting: Promise<void> | undefined;

  const closeOthers = async (claim: Claim): Promise<void> => {
    const others = servers.filter(({ name }) => name !== claim.holder);
    for (const { name, look } of await surveyServers(others, LOOK_MS)) {
      const server = others.find((one) => one.name === name);
      if (look?.isStandby !== false || server === undefined || look.epoch >= claim.epoch) continue;
      await closeServer(server, LOOK_MS);
    }
  };
  const visit = async (claim: Claim, server: DatabaseServer): Promise<void> => {
    let look = await eye.at(server, askServer);
    if (look.epoch !== claim.epoch) {
      // A connection is told the epoch when it begins, and never again.
      eye.close();
      look = await eye.at(server, askServer);
    }
    isUsable = !look.isStandby && look.epoch === claim.epoch;
    if (isUsable) {
      // One of all nodes is enough.
      if (watch.silentMs() >= intervalMs / 2) {
        const isReleased = false;
        await witness.beat({ epoch: claim.epoch, nonce: newNonce(), at: clock.now(), isReleased });
      }
      looks += 1;
      if (looks % STANDBY_LOOKS === 1) {
        standbys = await eye.at(server, readStandbys);
        // Only where something that came back can be: alone there is nobody to close.
        if (servers.length > 1 && claim.epoch > 1) await closeOthers(claim);
      }
      return;
    }
    // Asked for by whoever claimed; finished by whoever is there once the wait is over.
    const isDue = claim.epoch === 1 || knowledge.knownMs() >= graceOf(parts);
    if (look.epoch < claim.epoch && isDue) await finishClaim(parts, claim, server);
  };

  const follow = async (claim: Claim | undefined): Promise<void> => {
    if (claim === undefined) return claimFirst(parts);
    const server = servers.find(({ name }) => name === claim.holder);
    if (server === undefined) {
      throw new Error(`${claim.holder} leads, and DATABASE_URL does not name it`);
    }
    try {
      await visit(claim, server);
    } catch (fault) {
      isUsable = false;
      if (!parts.isAutomatic || !watch.isLost()) throw fault;
      await elect(parts, claim);
    }
  };

  return {
    standbys: () => standbys,
    isUsable: () => isUsable,
    close: async () => {
      await visiting;
      eye.close();
    },
    /** Asks the witness; looks at the server too where that is not under way. */
    run: async (onFault: (fault: unknown) => void): Promise<void> => {
      const askedAt = monotonic.now();
      try {
        const view = await witness.read();
        if (knowledge.hear(askedAt, view.claim)) isUsable = false;
        watch.saw(view);
        visiting ??= follow(view.claim)
          .catch(onFault)
          .finally(() => {
            visiting = undefined;
          });
      } catch (fault) {
        // Silence of the witness is no silence of the primary.
        watch.sawNothing();
        onFault(fault);
      }
    },
  };
};

/** Builds it; nothing is asked before `begin`. */
export const createDatabaseFollower = (parts: FollowerParts): DatabaseFollower => {
  const { witness, monotonic, startTimer, intervalMs, ttlMs } = parts;
  const knowledge = createKnowledge(parts);
  const round = createRound(parts, knowledge);
  let isClosed = false;
  let cancel: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();
  let lastFault: unknown;
  let last: string | undefined = "";

  const refusal = (): string | undefined => {
    if (knowledge.newest() === undefined) return `${witness.place} was not heard yet`;
    return knowledge.now() === undefined
      ? `${witness.place} was not heard for ${ttlMs} ms, so another server may be the primary by now`
      : undefined;
  };
  const tellChange = (): void => {
    const reason = refusal();
    const epoch = knowledge.newest()?.epoch;
    if (epoch === undefined) return;
    const state = reason ?? String(epoch);
    if (state === last) return;
    last = state;
    parts.tell(reason === undefined ? { kind: "leads", epoch } : { kind: "fenced", epoch, reason });
  };
  const turn = async (): Promise<void> => {
    await round.run((fault) => {
      lastFault = fault;
      parts.onFault(fault);
    });
    if (!isClosed) tellChange();
  };
  const schedule = (): void => {
    if (isClosed) return;
    cancel = startTimer(intervalMs, () => {
      running = turn().then(schedule);
    });
  };

  return {
    begin: async () => {
      const started = monotonic.now();
      await turn();
      schedule();
      while (!round.isUsable()) {
        if (monotonic.now() - started > BEGIN_MS || isClosed) {
          throw new Error(`no PostgreSQL server can be used: ${wordsOf(lastFault ?? refusal())}`);
        }
        await new Promise<void>((resolve) => {
          startTimer(Math.min(100, intervalMs), resolve);
        });
        // At a start nobody waits for the next look.
        if (!isClosed) await turn();
      }
    },
    fence: {
      refusal,
      epoch: () => knowledge.newest()?.epoch ?? 0,
      server: () => {
        const claim = knowledge.newest();
        return claim === undefined ? undefined : { name: claim.holder, epoch: claim.epoch };
      },
    },
    claim: knowledge.newest,
    standbys: round.standbys,
    close: async () => {
      isClosed = true;
      cancel?.();
      await running;
      cancel?.();
      await round.close();
    },
  };
};
