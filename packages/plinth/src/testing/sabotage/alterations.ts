import type { Alterations } from "#app";
import type { RequestContext, Stage, StageFactory, StageName } from "#http";

/** The controls of an instance. */
export type Controls = Parameters<NonNullable<Alterations["controls"]>>[0];
type Sender = Parameters<NonNullable<Alterations["sender"]>>[0];
type Policy = Parameters<StageFactory>[0];

/** An answer on its way out. */
export interface Outgoing {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined where there is none. */
  readonly body: string | undefined;
}

/** Replaces the stages of one place. */
export const alterStages = (
  place: StageName,
  change: (factories: readonly StageFactory[], controls: Controls) => readonly StageFactory[],
): Alterations => ({
  controls: (controls) => ({
    ...controls,
    stages: { ...controls.stages, [place]: change(controls.stages[place], controls) },
  }),
});

/** Puts a stage before the others of a place, on every route that has one there or not. */
export const stageBefore = (
  place: StageName,
  make: (policy: Policy, controls: Controls) => Stage | undefined,
): Alterations =>
  alterStages(place, (factories, controls) => [(policy) => make(policy, controls), ...factories]);

/** Lets the stages of places believe that every route declared something else. */
export const underOtherPolicy = (
  places: readonly StageName[],
  change: (policy: Policy) => Policy,
): Alterations => ({
  controls: (controls) => {
    const stages: Record<StageName, readonly StageFactory[]> = { ...controls.stages };
    for (const place of places) {
      stages[place] = stages[place].map((factory) => (policy) => factory(change(policy)));
    }
    return { ...controls, stages };
  },
});

const toPairs = (flat: readonly string[]): (readonly [string, string])[] =>
  Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[index * 2] ?? "",
    flat[index * 2 + 1] ?? "",
  ]);

/** Changes the fixed headers of every answer. */
export const alterReplyHeaders = (
  change: (
    headers: readonly (readonly [string, string])[],
  ) => readonly (readonly [string, string])[],
): Alterations => ({
  controls: (controls) => ({
    ...controls,
    replyHeaders: (kind, secure) => change(toPairs(controls.replyHeaders(kind, secure))).flat(),
  }),
});

/** Holds an answer back until it is whole, and lets `change` have its way with it. */
const intercept = (
  { raw, rawReply }: RequestContext,
  change: (answer: Outgoing, raw: RequestContext["raw"]) => Outgoing,
): void => {
  const writeHead = rawReply.writeHead.bind(rawReply);
  const write = rawReply.write.bind(rawReply);
  const end = rawReply.end.bind(rawReply);
  let status = 200;
  let headers: readonly (readonly [string, string])[] = [];
  const heldWriteHead = (code: number, flat: readonly string[]) => {
    status = code;
    headers = toPairs(flat);
    return rawReply;
  };
  const heldEnd = (payload?: string | Uint8Array) => {
    const body = payload === undefined ? undefined : Buffer.from(payload).toString("utf8");
    const changed = change({ status, headers, body }, raw);
    const isSame = changed.body === body;
    const lines = changed.headers.filter(
      ([name]) => isSame || name.toLowerCase() !== "content-length",
    );
    const length = String(Buffer.byteLength(changed.body ?? ""));
    const all = isSame ? lines : [...lines, ["Content-Length", length] as const];
    writeHead(changed.status, all.flat());
    // What did not change leaves as it came: it may be bytes that are no text.
    return isSame ? end(payload) : end(changed.body);
  };
  // An answer that comes bit by bit is not held: it leaves as it comes, with the head it has.
  const passOn = (...given: Parameters<typeof rawReply.write>) => {
    Object.assign(rawReply, { writeHead, write, end });
    writeHead(status, headers.flat());
    return write(...given);
  };
  Object.assign(rawReply, { writeHead: heldWriteHead, write: passOn, end: heldEnd });
};

/** Changes answers at the last moment, errors included. */
export const rewriteAnswers = (
  change: (answer: Outgoing, raw: RequestContext["raw"]) => Outgoing,
): Alterations => ({
  sender: (sender: Sender) => {
    const seen = new WeakSet<RequestContext>();
    const once = (context: RequestContext): void => {
      if (!seen.has(context)) intercept(context, change);
      seen.add(context);
    };
    return {
      send: (context) => {
        once(context);
        return sender.send(context);
      },
      sendError: (context, error) => {
        once(context);
        return sender.sendError(context, error);
      },
    };
  },
});

/** Changes the members of problem documents. */
export const rewriteProblems = (
  change: (problem: Record<string, unknown>, raw: RequestContext["raw"]) => Record<string, unknown>,
): Alterations =>
  rewriteAnswers((answer, raw) => {
    const isProblem = answer.headers.some(([, value]) => value.includes("problem+json"));
    if (!isProblem || answer.body === undefined) return answer;
    return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body), raw)) };
  });

/** Path of a request without its query. */
export const pathOfRequest = (raw: RequestContext["raw"]): string =>
  (raw.url ?? "/").split("?")[0] ?? "/";
