import { platformErrors } from "#core";
import type { StageFactory } from "#http";
import type { Maintenance } from "#ops/maintenance";
import type { RoutePolicy } from "#policy";
import type { Controls } from "../controls.ts";

/** When clients may ask again; nobody knows when maintenance ends. */
const RETRY_AFTER_SECONDS = "300";

/** Of these modules nobody needs an account: load balancers ask, and pages show why. */
const OPEN_MODULES: readonly string[] = ["status", "web"];
/** Where people sign in, and what forms need for it. */
const SIGN_IN = /^\/api\/(?:v1\/auth\/(?!signup|password)|csrf-token$)/;

/**
 * Whether a route answers in maintenance mode: health, the pages themselves, signing in, and what
 * only operators may call. Everybody else waits outside (DEP-16).
 */
const isOpen = ({ module, path, access }: RoutePolicy): boolean =>
  OPEN_MODULES.includes(module) ||
  access.kind === "role" ||
  access.kind === "permission" ||
  SIGN_IN.test(path);

const shut: StageFactory = (policy) =>
  isOpen(policy)
    ? undefined
    : () => {
        throw platformErrors.make.SERVICE_UNAVAILABLE({
          detail: "Closed for maintenance.",
          headers: { "Retry-After": RETRY_AFTER_SECONDS },
        });
      };

/** Controls that let nobody in, where the data directory says so; else those that were given. */
export const withMaintenance = (
  controls: Controls,
  maintenance: Maintenance | undefined,
): Controls => {
  if (maintenance === undefined) return controls;
  const { stages } = controls;
  // Last of the first: floods and blocked addresses are refused as ever.
  return { ...controls, stages: { ...stages, protect: [...stages.protect, shut] } };
};
