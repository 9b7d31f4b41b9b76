import { platformErrors } from "#core";
import { isStorable, type RoutePolicy } from "#policy";
import { isLive } from "../reply/live/live.ts";
import { type PreparedAnswer, PreparedReply } from "../reply/prepared.ts";
import { ReplyValue } from "../reply/reply.ts";
import { entityTagOf, fieldOf } from "../reply/validators.ts";
import type { RequestContext, Serialise, Stage } from "../request/context.ts";
import type { Route } from "../route.ts";
import { requireSerialiser } from "./present.ts";

/** Runs the code of the route for this request, or for a view of it that shows less. */
export type Produce = (view?: RequestContext) => Promise<PreparedAnswer>;

/** Stands between a request and the code of its route: gives an answer that it kept, or a new one. */
export type AnswerKeeper = (
  context: RequestContext,
  produce: Produce,
) => PreparedAnswer | Promise<PreparedAnswer>;

/** What a route is compiled to, as far as keeping needs it. */
export interface KeptRoute {
  readonly policy: RoutePolicy;
  readonly handler: Route["handler"];
  readonly firstStatus: number;
  readonly serialisers: ReadonlyMap<number, Serialise>;
  readonly keeper: AnswerKeeper;
}

const unfit = (reason: string) =>
  platformErrors.make.INTERNAL_SERVER_ERROR({ cause: new TypeError(reason) });

const prepare = (
  { policy, firstStatus, serialisers }: KeptRoute,
  value: unknown,
): PreparedAnswer => {
  const result = value instanceof ReplyValue ? value : new ReplyValue(firstStatus, value, []);
  if (isLive(result)) throw unfit("an answer that comes bit by bit cannot be kept");
  const { status, headers } = result;
  const payload = requireSerialiser(serialisers, status)(result.body);
  if (payload instanceof Uint8Array) throw unfit("an answer that is kept is text");
  // Once, and not for everyone who gets it.
  const isTagged = isStorable(policy) && status === 200 && fieldOf(headers, "etag") === undefined;
  const tag = isTagged && payload !== undefined ? ["ETag", entityTagOf(payload)] : [];
  return { status, headers: [...headers, ...tag], payload };
};

/** The stage that asks a keeper before it calls the route's own code. */
export const keepStage = (route: KeptRoute): Stage => {
  const { handler, keeper } = route;
  const take = (context: RequestContext, answer: PreparedAnswer): void => {
    context.result = new PreparedReply(answer);
  };
  return (context) => {
    const answer = keeper(context, async (view = context) => prepare(route, await handler(view)));
    if (answer instanceof Promise) return answer.then((one) => take(context, one));
    return take(context, answer);
  };
};

const hidden = (what: string, how: string) =>
  unfit(`an answer that is kept may not depend on ${what}: ${how}`);

/**
 * What the code of a route sees while its answer is kept for others: what the answer is found by
 * again, and nothing else of the request (P-094). `added` takes the headers that it adds.
 */
export const keyedView = (
  context: RequestContext,
  vary: readonly string[],
  added: string[],
): RequestContext => {
  const view = {
    params: context.params,
    query: context.query,
    body: undefined,
    files: undefined,
    principal: context.principal,
    requestId: context.requestId,
    get signal() {
      return context.signal;
    },
    get clientAddress(): string {
      throw hidden("the address of a caller", "leave out `reuse`");
    },
    get secure(): boolean {
      throw hidden("how a caller is connected", "leave out `reuse`");
    },
    cookie: (name: string): undefined => {
      throw hidden(`the cookie ${name}`, "leave out `reuse`");
    },
    header: (name: string) => {
      if (!vary.includes(name)) throw hidden(`the field ${name}`, "name it in `reuse.vary`");
      return context.header(name);
    },
    addHeader: (name: string, value: string): void => {
      added.push(name, value);
    },
  };
  return view as unknown as RequestContext;
};
