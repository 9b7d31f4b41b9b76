import { AppError, type Events } from "#core";
import type { MountedRoute, RequestContext, Route, Witness } from "#http";
import {
  type AuditCaller,
  type AuditedEnd,
  type AuditedRecord,
  type AuditKeeper,
  type AuditTarget,
  auditAction,
  type RoutePolicy,
} from "#policy";

/** Who hears of audited calls, and who keeps them; nobody keeps them where no module does. */
export interface AuditParts {
  readonly events: Events;
  readonly keeper: AuditKeeper | undefined;
}

const UNAUTHORIZED = 401;
const CLIENT_CLOSED = 499;
/** Longer ids are of nothing that there is. */
const MAX_ID = 100;
const ACCOUNT_NAMES: ReadonlySet<string> = new Set(["accountId", "userId"]);
const ACCOUNT_PLACES: ReadonlySet<string> = new Set(["accounts", "users"]);

const announce = (
  { events, keeper }: AuditParts,
  name: string,
  context: RequestContext,
  outcome: "success" | "failed",
) => {
  const agent = context.header("user-agent");
  events.emit("audit", {
    name,
    outcome,
    requestId: context.requestId,
    clientAddress: context.clientAddress,
    ...(keeper === undefined ? {} : { isRecorded: true }),
    ...(agent === undefined ? {} : { agent }),
    ...(context.principal === undefined ? {} : { actor: context.principal.userId }),
  });
};

/** Tells listeners of each call whose code ran; the same call is in the trail by its record. */
const announced = (
  name: string | null,
  handler: Route["handler"],
  parts: AuditParts,
): Route["handler"] =>
  name === null
    ? handler
    : async (context) => {
        try {
          const result = await handler(context);
          announce(parts, name, context, "success");
          return result;
        } catch (fault) {
          announce(parts, name, context, "failed");
          throw fault;
        }
      };

const callerOf = ({ principal }: RequestContext): AuditCaller | undefined =>
  principal === undefined
    ? undefined
    : { userId: principal.userId, via: principal.key?.id ?? principal.method };

/** Finds what a call acts on: its first parameter, or the account that its body names. */
const targetReader = ({ path }: RoutePolicy) => {
  const parts = path.split("/");
  const at = parts.findIndex((part) => part.startsWith(":"));
  const name = parts[at]?.slice(1);
  const isAccount =
    name !== undefined && (ACCOUNT_NAMES.has(name) || ACCOUNT_PLACES.has(parts[at - 1] ?? ""));
  const text = (value: unknown): string | undefined =>
    typeof value === "string" && value !== "" ? value.slice(0, MAX_ID) : undefined;
  const member = (of: unknown, key: string): string | undefined =>
    typeof of === "object" && of !== null ? text(Reflect.get(of, key)) : undefined;
  return ({ params, body }: RequestContext): AuditTarget | undefined => {
    const id = name === undefined ? undefined : member(params, name);
    if (id !== undefined) return { kind: isAccount ? "account" : "thing", id };
    const named = [...ACCOUNT_NAMES].map((key) => member(body, key)).find(Boolean);
    return named === undefined ? undefined : { kind: "account", id: named };
  };
};

interface Recording {
  readonly record: AuditedRecord;
  hasRun: boolean;
}

/** How a call ended, whose stages let it pass or threw. */
const endOf = (
  context: RequestContext,
  fault: { readonly thrown: unknown } | undefined,
  isRepeated: boolean,
): Pick<AuditedEnd, "outcome" | "status"> => {
  if (fault !== undefined) {
    const status = fault.thrown instanceof AppError ? fault.thrown.status : 500;
    return { outcome: status < 500 ? "refused" : "failed", status };
  }
  // A time-out answered already, or the client left: the stages that remained did not run.
  if (context.result === undefined) return { outcome: "failed", status: CLIENT_CLOSED };
  const { status } = context.result;
  if (status >= 400) return { outcome: status < 500 ? "refused" : "failed", status };
  return { outcome: isRepeated ? "repeated" : "success", status };
};

/**
 * Wraps a route so that each of its calls leaves exactly one entry in the audit trail, whoever
 * called and however it ended (P-048). What changes something is recorded before it does, and every
 * entry is durable before the answer leaves. A stranger who is refused before anything was looked at
 * is for the security events; one who lacks a sign-in is recorded.
 */
export const auditedRoute = (
  policy: RoutePolicy,
  handler: Route["handler"],
  parts: AuditParts,
): MountedRoute => {
  const told = announced(policy.audit, handler, parts);
  const action = auditAction(policy);
  const { keeper } = parts;
  if (action === null || keeper === undefined) return { policy, handler: told };
  const isReading = policy.method === "GET";
  const route = `${policy.method} ${policy.path}`;
  const targetOf = targetReader(policy);
  const recordings = new WeakMap<RequestContext, Recording>();

  const witness: Witness = async (context, run) => {
    const { requestId, clientAddress, trace } = context;
    const record = keeper.open({
      action,
      route,
      requestId,
      traceId: trace?.traceId,
      clientAddress,
      agent: context.header("user-agent"),
    });
    const recording: Recording = { record, hasRun: false };
    recordings.set(context, recording);
    let fault: { readonly thrown: unknown } | undefined;
    try {
      await run();
    } catch (thrown) {
      fault = { thrown };
    }
    const end = endOf(context, fault, !isReading && !recording.hasRun);
    const isStranger = context.principal === undefined && !recording.hasRun;
    if (isStranger && fault !== undefined && end.status !== UNAUTHORIZED) record.drop();
    else await record.end({ ...end, caller: callerOf(context), target: targetOf(context) });
    if (fault !== undefined) throw fault.thrown;
  };

  return {
    policy,
    witness,
    handler: (context) => {
      const recording = recordings.get(context);
      if (recording === undefined) return told(context);
      recording.hasRun = true;
      if (isReading) return told(context);
      return recording.record.begin(callerOf(context), targetOf(context)).then(() => told(context));
    },
  };
};
