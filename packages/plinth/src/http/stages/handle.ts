import { ReplyValue } from "../reply/reply.ts";
import type { RequestContext, Stage } from "../request/context.ts";
import type { Route } from "../route.ts";

/** The stage that calls the route's own code and keeps what it gives back. */
export const handleStage =
  (handler: Route["handler"], firstStatus: number): Stage =>
  (context: RequestContext) => {
    const result = handler(context);
    if (result instanceof Promise) {
      return result.then((value: unknown) => keep(context, value, firstStatus));
    }
    return keep(context, result, firstStatus);
  };

const keep = (context: RequestContext, value: unknown, firstStatus: number): void => {
  context.result = value instanceof ReplyValue ? value : new ReplyValue(firstStatus, value, []);
};
