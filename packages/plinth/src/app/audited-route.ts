import type { Events } from "#core";
import type { MountedRoute, RequestContext, Route } from "#http";
import type { RoutePolicy } from "#policy";

const announce = (
  events: Events,
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
    ...(agent === undefined ? {} : { agent }),
    ...(context.principal === undefined ? {} : { actor: context.principal.userId }),
  });
};

/** Wraps a handler so that each call of an audited route leaves exactly one audit event (P-048). */
export const auditedRoute = (
  policy: RoutePolicy,
  handler: Route["handler"],
  events: Events,
): MountedRoute => {
  const name = policy.audit;
  if (name === null) return { policy, handler };
  return {
    policy,
    handler: async (context) => {
      try {
        const result = await handler(context);
        announce(events, name, context, "success");
        return result;
      } catch (fault) {
        announce(events, name, context, "failed");
        throw fault;
      }
    },
  };
};
