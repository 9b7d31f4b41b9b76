import type { Probe } from "../../probe.ts";
import { addressVariants } from "./address-variants.ts";
import { auditedRoutes } from "./audited-routes.ts";
import { declaredBounds } from "./declared-bounds.ts";
import { documentedAnswers } from "./documented-answers.ts";
import { documentedStatuses } from "./documented-statuses.ts";
import { endedCredentials } from "./ended-credentials.ts";
import { foreignObjects } from "./foreign-objects.ts";
import { forgedOnRoutes } from "./forged-on-routes.ts";
import { limitsToldToUsers } from "./limits-told-to-users.ts";
import { problemsOfRoutes } from "./problems-of-routes.ts";
import { smallLimits } from "./small-limits.ts";
import { uninvitedBodies } from "./uninvited-bodies.ts";
import { wrongParameters } from "./wrong-parameters.ts";

/** Probes that walk every route of the document, and name those that are not as declared. */
export const routesProbes: readonly Probe[] = [
  addressVariants,
  auditedRoutes,
  declaredBounds,
  documentedAnswers,
  documentedStatuses,
  endedCredentials,
  foreignObjects,
  forgedOnRoutes,
  limitsToldToUsers,
  problemsOfRoutes,
  smallLimits,
  uninvitedBodies,
  wrongParameters,
];
