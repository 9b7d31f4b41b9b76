import { type Clock, type Events, type IdGenerator, isUuid, type SecurityEvent } from "#core";
import type { AuditCaller, AuditedCall, AuditedEnd, AuditKeeper, AuditTarget } from "#policy";
import type { AuditTrail, HeldKeys, NewEntry, Party } from "#services/audit-log";

/** What is known of a call that is under way. */
interface OpenCall {
  readonly call: AuditedCall;
  /** Whom security events of the call are about. */
  subject: string | undefined;
  details: NewEntry["details"];
}

/** What the keeper is built from. */
export interface KeeperParts {
  readonly trail: Pick<AuditTrail, "record">;
  readonly events: Pick<Events, "on">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** Hears of every entry that is durable and has its end. */
  readonly onRecorded: () => void;
  /** Hears of entries that could not be written, although something was done. */
  readonly onLost: (error: unknown) => void;
}

/** Records calls of routes, and what parts of the application announce by themselves. */
export interface Keeping extends AuditKeeper {
  /** Records what was announced and belongs to no call. */
  readonly note: (entry: Pick<NewEntry, "action" | "outcome"> & Partial<NewEntry>) => Promise<void>;
  /** Stops to listen; resolves when what was heard is written. */
  readonly close: () => Promise<void>;
}

const account = (id: string): Party => ({ kind: "account", id });
const partyOf = (target: AuditTarget | undefined): Party | undefined => target;
/** Not every actor is an account: `plinth limits set` says from which terminal it came. */
const actorOf = (actor: string | undefined): Party | undefined =>
  actor === undefined ? undefined : { kind: isUuid(actor) ? "account" : "thing", id: actor };

/** Calls under way by the id of their request. Two of one id are told apart by nothing. */
const createOpenCalls = () => {
  const open = new Map<string, Set<OpenCall>>();
  return {
    add: (one: OpenCall): void => {
      const { requestId } = one.call;
      open.set(requestId, (open.get(requestId) ?? new Set()).add(one));
    },
    remove: (one: OpenCall): void => {
      const { requestId } = one.call;
      const same = open.get(requestId);
      same?.delete(one);
      if (same?.size === 0) open.delete(requestId);
    },
    only: (requestId: string | undefined): OpenCall | undefined => {
      const [first, ...others] = requestId === undefined ? [] : (open.get(requestId) ?? []);
      return others.length === 0 ? first : undefined;
    },
  };
};

/** Who and what, where the request itself did not say: a sign-in says whose it is by its events. */
const partiesOf = (
  { subject }: OpenCall,
  { outcome, caller, target }: Pick<AuditedEnd, "caller" | "target"> & { outcome?: string },
): Pick<NewEntry, "actor" | "target" | "via"> => {
  const isDone = outcome === "success" || outcome === "repeated";
  const proven = caller === undefined && subject !== undefined && isDone ? subject : undefined;
  const actor = caller?.userId ?? proven;
  const other = subject !== undefined && subject !== actor ? account(subject) : undefined;
  return {
    actor: actor === undefined ? undefined : account(actor),
    via: caller?.via ?? (proven === undefined ? undefined : "credentials"),
    target: partyOf(target) ?? other,
  };
};

/** Opens the record of a call: one entry, begun and ended under one id. */
const createRecords = (
  { trail, clock, newId, onLost, onRecorded }: KeeperParts,
  calls: ReturnType<typeof createOpenCalls>,
): AuditKeeper["open"] => {
  return (call) => {
    const one: OpenCall = { call, subject: undefined, details: undefined };
    const held: HeldKeys = new Map();
    const id = newId();
    const at = clock.now();
    let hasBegun = false;
    calls.add(one);
    const write = (
      known: { caller: AuditCaller | undefined; target: AuditTarget | undefined },
      end: Pick<AuditedEnd, "outcome" | "status"> | undefined,
    ): Promise<void> =>
      trail.record(
        {
          id,
          at,
          action: call.action,
          outcome: end?.outcome,
          ...partiesOf(one, { ...known, ...(end === undefined ? {} : { outcome: end.outcome }) }),
          route: call.route,
          status: end?.status,
          requestId: call.requestId,
          traceId: call.traceId,
          address: call.clientAddress,
          agent: call.agent,
          details: one.details,
        },
        held,
      );
    return {
      begin: async (caller, target) => {
        await write({ caller, target }, undefined);
        hasBegun = true;
      },
      end: async (end) => {
        calls.remove(one);
        try {
          await write(end, end);
          onRecorded();
        } catch (error) {
          // It stands in the trail as begun; what was done is not undone by refusing to say so.
          if (!hasBegun) throw error;
          onLost(error);
        }
      },
      drop: () => calls.remove(one),
    };
  };
};

/** Builds it, and begins to listen. */
export const createKeeping = (parts: KeeperParts): Keeping => {
  const { trail, events, clock, newId, onLost } = parts;
  const calls = createOpenCalls();
  const writing = new Set<Promise<void>>();

  const note: Keeping["note"] = async (entry) => {
    await trail.record({
      id: newId(),
      at: clock.now(),
      actor: undefined,
      via: undefined,
      target: undefined,
      route: undefined,
      status: undefined,
      requestId: undefined,
      traceId: undefined,
      address: undefined,
      agent: undefined,
      details: undefined,
      ...entry,
    });
    parts.onRecorded();
  };

  const heardSecurity = ({ requestId, subject }: SecurityEvent): void => {
    const one = calls.only(requestId);
    if (one !== undefined && subject !== undefined && isUuid(subject)) one.subject = subject;
  };
  const stopSecurity = events.on("security", heardSecurity);
  const stopAudit = events.on("audit", (event) => {
    if (event.isRecorded === true) return;
    const one = calls.only(event.requestId);
    // The call tells of the same action itself: what is said more belongs to its entry.
    if (one?.call.action === event.name) {
      one.details = { ...one.details, ...event.data };
      return;
    }
    const written = note({
      action: event.name,
      outcome: event.outcome,
      actor: actorOf(event.actor),
      via: event.actor === undefined || !isUuid(event.actor) ? "system" : undefined,
      requestId: event.requestId,
      traceId: event.traceId,
      address: event.clientAddress,
      agent: event.agent,
      details: event.data,
    })
      .catch(onLost)
      .finally(() => writing.delete(written));
    writing.add(written);
  });

  const open = createRecords(parts, calls);

  return {
    open,
    note,
    close: async () => {
      stopSecurity();
      stopAudit();
      await Promise.all(writing);
    },
  };
};
