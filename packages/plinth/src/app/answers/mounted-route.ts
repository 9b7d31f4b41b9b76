import type { MountedRoute } from "#http";
import type { AuditKeeper, IdempotencyKeeper, QuotaKeeper, RoutePolicy } from "#policy";
import { auditedRoute } from "../audited-route.ts";
import { meteredRoute } from "../metered-route.ts";
import type { ModuleRoute } from "../module-set.ts";
import type { ClosablePlatform } from "../platform/platform.ts";
import { fencedRoute, idempotentAnswers } from "./idempotent-route.ts";
import { reusedAnswers } from "./reused-answers.ts";

/** The code behind a route. */
export type RouteHandler = MountedRoute["handler"];

/** Who keeps count, record and answers of routes. */
export interface MountedParts {
  readonly keeper: QuotaKeeper | undefined;
  readonly keys: IdempotencyKeeper | undefined;
  readonly trail: AuditKeeper | undefined;
  /** Puts other code in the place of a route's own, in tests, which is to see every request. */
  readonly alterHandler: ((policy: RoutePolicy, handler: RouteHandler) => RouteHandler) | undefined;
}

/** A route as it is mounted: its code within what keeps count, record and answers of it. */
export const mountRoute = (
  policy: RoutePolicy,
  route: ModuleRoute["route"] | undefined,
  platform: Pick<ClosablePlatform, "events" | "answers" | "application">,
  { keeper, keys, trail, alterHandler }: MountedParts,
): MountedRoute => {
  const { handler = () => undefined, declaration } = route ?? {};
  const own = fencedRoute(policy, alterHandler?.(policy, handler) ?? handler, keys);
  const metered = meteredRoute(policy, declaration?.quota, own, keeper);
  const reused =
    alterHandler === undefined ? reusedAnswers(policy, declaration?.reuse, platform) : undefined;
  return {
    ...auditedRoute(policy, metered, { events: platform.events, keeper: trail }),
    keeper: reused ?? idempotentAnswers(policy, keys),
  };
};
