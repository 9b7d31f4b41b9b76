import type { IncomingMessage, ServerResponse } from "node:http";
import { type AppError, type IdGenerator, platformErrors, type StartTimer } from "#core";
import { isStorable, type RoutePolicy } from "#policy";
import type { Logger, Tracer } from "#telemetry";
import { EventReply } from "./events/event-reply.ts";
import type { EventStreams } from "./events/event-streams.ts";
import { compileHeaders, compileStages, runStages, type StageSet } from "./lifecycle.ts";
import { type StillHolds, watchCaller } from "./reply/callers.ts";
import type { ReplyHeaders } from "./reply/headers.ts";
import { discardLive, goOn, isLive, type LiveReply } from "./reply/live/live.ts";
import { toAppError } from "./reply/problem.ts";
import type { Sender } from "./reply/send.ts";
import type { OriginResolver } from "./request/address.ts";
import type { CompiledRoute } from "./request/context.ts";
import { RequestContext, type Stage } from "./request/context.ts";
import type { Route } from "./route.ts";
import { createRouter } from "./routing/router.ts";
import { handleStage } from "./stages/handle.ts";
import { type AnswerKeeper, keepStage } from "./stages/keep.ts";
import { compileSerialisers } from "./stages/present.ts";
import type { Recorder } from "./stages/record.ts";

/**
 * What a preflight needs: the CORS protection decides the headers, the kernel answers. `methods` are
 * those of the path whose routes other origins may read.
 */
export type Preflight = (context: RequestContext, methods: readonly string[]) => void;

/**
 * Stands around all stages of a route: `run` resolves when they let the request pass, and rejects
 * with what refused it. The answer leaves when the witness has resolved or rejected.
 */
export type Witness = (
  context: RequestContext,
  run: () => Promise<void> | undefined,
) => Promise<void>;

/** A route beside its compiled policy. */
export interface MountedRoute {
  readonly policy: RoutePolicy;
  readonly handler: Route["handler"];
  /** Keeps its answers; undefined where the code runs for every call. */
  readonly keeper?: AnswerKeeper | undefined;
  readonly witness?: Witness | undefined;
}

/** Everything the kernel is made of; wired in one place at composition. */
export interface KernelParts {
  readonly routes: readonly MountedRoute[];
  /** The policy under which unknown paths and preflights are answered. */
  readonly unmatched: RoutePolicy;
  readonly stages: StageSet;
  readonly preflight: Preflight;
  readonly replyHeaders: ReplyHeaders;
  readonly sender: Sender;
  readonly recorder: Recorder;
  readonly resolveOrigin: OriginResolver;
  readonly newRequestId: IdGenerator;
  /** Accepts a request id from outside only when well-formed (ERR-06). */
  readonly acceptRequestId: (text: string) => boolean;
  readonly monotonic: () => number;
  /** Follows requests through the process; none is followed where it is absent. */
  readonly tracer?: Pick<Tracer, "arrive" | "run">;
  /** Rings at the time-out of a route. */
  readonly startTimer: StartTimer;
  /** Asked now and then while an answer to a known caller goes on. */
  readonly stillHolds: StillHolds;
  /** The streams of events that are open. */
  readonly eventStreams: EventStreams;
  readonly log: Logger;
  readonly checkAnswers: boolean;
}

/** Answers one request; the listener of a node:http server. */
export interface RequestListener {
  /** `head` is what the client of an upgrade has said already behind its request. */
  (request: IncomingMessage, response: ServerResponse, head?: Uint8Array): void;
  /** Whether the request's route lets it leave HTTP. */
  readonly acceptsUpgrade?: (request: IncomingMessage) => boolean;
  /** Ends the streams that would go on for hours: the server is about to end. */
  readonly endStreams?: () => void;
}

const CLIENT_CLOSED = 499;

const compileRoute = (
  parts: Pick<KernelParts, "stages" | "checkAnswers" | "replyHeaders" | "recorder">,
  { policy, handler, keeper, witness }: MountedRoute,
  label?: string,
): CompiledRoute => {
  const firstStatus = Number(Object.keys(policy.responses)[0] ?? 200);
  const serialisers = compileSerialisers(policy, parts.checkAnswers);
  const handle = (): Stage =>
    keeper === undefined
      ? handleStage(handler, firstStatus)
      : keepStage({ policy, handler, firstStatus, serialisers, keeper });
  const stages: StageSet = { ...parts.stages, handle: [...parts.stages.handle, handle] };
  const own = compileStages(policy, stages);
  return {
    policy,
    stages:
      witness === undefined
        ? own
        : [(context) => witness(context, () => runStages(context, own, 0))],
    firstStatus,
    serialisers,
    isStorable: isStorable(policy),
    headers: compileHeaders(policy, parts.replyHeaders),
    recorder: parts.recorder.forRoute(policy, label),
  };
};

/** A body that is not there when the time of its route is over: its sender was too slow, not we. */
const timeOut = ({ raw }: RequestContext): AppError =>
  raw.complete
    ? platformErrors.make.TIMEOUT()
    : platformErrors.make.REQUEST_TIMEOUT({ headers: { Connection: "close" } });

const onlyOne = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === "string" ? header : undefined;

const traceOf = (tracer: KernelParts["tracer"], { headers }: IncomingMessage) =>
  tracer?.arrive(onlyOne(headers["traceparent"]), onlyOne(headers["tracestate"]));

/** What a streamed answer is recorded with, by how it ended; a whole one has no code. */
const STREAM_CODES = {
  "client-left": "CLIENT_CLOSED",
  broken: "STREAM_BROKEN",
  idle: "STREAM_IDLE",
  slow: "STREAM_SLOW",
  revoked: "SESSION_ENDED",
};

/** Answers and records; nothing after this may touch the answer. */
const createFinisher = (parts: KernelParts) => {
  const { sender, recorder, log } = parts;

  const fail = (context: RequestContext, thrown: unknown): void => {
    if (context.settled) return;
    context.settled = true;
    const error: AppError = toAppError(thrown);
    if (error.status >= 500) {
      log.error(error.message, {
        requestId: context.requestId,
        ...(context.trace === undefined ? {} : { traceId: context.trace.traceId }),
        route: context.route.policy.path,
        code: error.code,
        ...(context.principal === undefined ? {} : { userId: context.principal.userId }),
        error: error.cause ?? error,
      });
    }
    context.abort(error);
    discardLive(context.result);
    recorder.record(context, sender.sendError(context, error), error.code);
  };

  const follow = (
    context: RequestContext,
    result: LiveReply,
    status: number,
    free: () => void,
  ): void => {
    context.answeredAt = parts.monotonic();
    // What is done while it goes on, for hours perhaps, belongs to no trace.
    if (context.trace !== undefined) context.trace.isOver = true;
    let isRevoked = false;
    let cutOff = (): void => undefined;
    const unwatch = watchCaller(context, parts.stillHolds, parts.startTimer, () => {
      isRevoked = true;
      cutOff();
    });
    cutOff = goOn(context, result, parts, (ended, fault) => {
      unwatch();
      free();
      const end = isRevoked ? "revoked" : ended;
      if (end === "broken") {
        const { requestId, route } = context;
        log.error("a streamed answer broke off", {
          requestId,
          route: route.policy.path,
          error: fault,
        });
      }
      context.abort(fault);
      const code = end === "complete" ? undefined : STREAM_CODES[end];
      recorder.record(context, end === "client-left" ? CLIENT_CLOSED : status, code);
    });
  };

  /** Of an answer that is made smaller on another thread before it leaves. */
  const finishLater = (context: RequestContext, sending: Promise<number>): void => {
    context.rawReply.once("close", () => abandon(context));
    sending.then(
      (status) => {
        if (context.settled) return;
        context.settled = true;
        recorder.record(context, status, undefined);
      },
      (fault: unknown) => fail(context, fault),
    );
  };

  const finish = (context: RequestContext): void => {
    const { result } = context;
    if (context.settled) {
      discardLive(result);
      return;
    }
    let status: number | Promise<number>;
    let free = (): void => undefined;
    try {
      if (result instanceof EventReply) free = parts.eventStreams.admit(context);
      status = sender.send(context);
    } catch (fault) {
      free();
      fail(context, fault);
      return;
    }
    if (typeof status !== "number") {
      finishLater(context, status);
      return;
    }
    context.settled = true;
    if (isLive(result)) follow(context, result, status, free);
    else recorder.record(context, status, undefined);
  };

  const abandon = (context: RequestContext): void => {
    if (context.settled) return;
    context.settled = true;
    context.abort(new Error("the client closed the connection"));
    recorder.record(context, CLIENT_CLOSED, "CLIENT_CLOSED");
  };

  return { fail, finish, abandon };
};

/**
 * Builds the listener: finds the route, runs its stages, answers, records. A request that never
 * waits is answered without a promise or a timer; one that waits gets its route's time-out and is
 * counted even when its client leaves (P-032).
 */
export const createKernel = (parts: KernelParts): RequestListener => {
  const router = createRouter(parts.routes.map((route) => compileRoute(parts, route)));
  const { fail, finish, abandon } = createFinisher(parts);

  const refuseUnmatched = (context: RequestContext): never => {
    const methods = router.methodsOf(context.raw.url ?? "/");
    if (methods.length === 0) throw platformErrors.make.NOT_FOUND();
    const allowed = methods.includes("GET") ? ["HEAD", ...methods] : methods;
    throw platformErrors.make.METHOD_NOT_ALLOWED({
      headers: { Allow: [...allowed, "OPTIONS"].join(", ") },
    });
  };
  const answerPreflight = (context: RequestContext): undefined => {
    const url = context.raw.url ?? "/";
    const methods = router.methodsOf(url);
    if (methods.length === 0) throw platformErrors.make.NOT_FOUND();
    context.addHeader("Allow", [...methods, "OPTIONS"].join(", "));
    // Promising a method whose route says no to CORS would let browsers send it cross-origin.
    const open = methods.filter((method) => router.find(method, url)?.route.policy.cors === true);
    parts.preflight(context, open);
    return undefined;
  };
  // A path that leads nowhere is answered whatever its body: nothing of it is read.
  const unread = { ...parts, stages: { ...parts.stages, read: [] } };
  const unmatched = compileRoute(
    unread,
    { policy: parts.unmatched, handler: refuseUnmatched },
    "(unmatched)",
  );
  const preflight = compileRoute(
    unread,
    { policy: parts.unmatched, handler: answerPreflight },
    "(preflight)",
  );

  const arrive = (raw: IncomingMessage, rawReply: ServerResponse): RequestContext => {
    const method = raw.method ?? "GET";
    const match = router.find(method, raw.url ?? "/");
    const route = match?.route ?? (method === "OPTIONS" ? preflight : unmatched);
    const inbound = raw.headers["x-request-id"];
    const requestId =
      typeof inbound === "string" && parts.acceptRequestId(inbound)
        ? inbound
        : parts.newRequestId();
    const { address, secure } = parts.resolveOrigin(raw);
    const context = new RequestContext(raw, rawReply, route, {
      requestId,
      startedAt: parts.monotonic(),
      clientAddress: address,
      secure,
      params: match?.params ?? {},
    });
    context.trace = traceOf(parts.tracer, raw);
    return context;
  };

  const follow = (context: RequestContext, pending: Promise<void>): void => {
    const { timeoutMs } = context.route.policy;
    const cancel = parts.startTimer(timeoutMs, () => fail(context, timeOut(context)));
    context.rawReply.once("close", () => abandon(context));
    pending.then(
      () => {
        cancel();
        finish(context);
      },
      (thrown: unknown) => {
        cancel();
        fail(context, thrown);
      },
    );
  };

  const listen = (raw: IncomingMessage, rawReply: ServerResponse, head?: Uint8Array): void => {
    let context: RequestContext;
    try {
      context = arrive(raw, rawReply);
    } catch (error) {
      // Without a context there is no answer to give; the process and its other requests go on.
      parts.log.error("a request could not be taken in", { error });
      raw.socket.destroy();
      return;
    }
    context.upgradeHead = head;
    parts.recorder.arrived();
    let pending: Promise<void> | undefined;
    const { trace } = context;
    const { stages } = context.route;
    try {
      pending =
        trace === undefined || parts.tracer === undefined
          ? runStages(context, stages, 0)
          : parts.tracer.run(trace, () => runStages(context, stages, 0));
    } catch (thrown) {
      fail(context, thrown);
      return;
    }
    if (pending === undefined) finish(context);
    else follow(context, pending);
  };
  return Object.assign(listen, {
    endStreams: parts.eventStreams.endAll,
    acceptsUpgrade: (raw: IncomingMessage) =>
      router.find(raw.method ?? "", raw.url ?? "")?.route.policy.webSocket === true,
  });
};
