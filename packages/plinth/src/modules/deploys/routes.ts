import { type Route, route } from "#http";
import { DeploysReply } from "./schema.ts";
import type { Deploys } from "./service.ts";
import type { DeployRecord } from "./state.ts";

const viewOf = ({ gates, ...record }: DeployRecord) => ({
  ...record,
  gates: gates === null ? null : { passed: gates.passed, others: [...gates.others] },
});

/** What administrators see of deploys; they are made on the machine, with `plinth deploy`. */
export const deployRoutes = (
  { view }: Pick<Deploys, "view">,
  { name, version }: { readonly name: string; readonly version: string },
): readonly Route[] => [
  route.get(
    "/api/v1/admin/deploys",
    {
      access: { permission: "deploys:read" },
      summary:
        "Tells what serves, what was deployed and rolled back, and which checks did not pass",
      responses: { 200: DeploysReply },
      // An administrator's page looks every few seconds.
      limit: "120/minute",
      dataClass: "internal",
      timeout: "5s",
    },
    () => {
      const { isDeployed, hasWayBack, records } = view();
      const deploys = records.toReversed().map(viewOf);
      return { serving: { name, version }, isDeployed, hasWayBack, deploys };
    },
  ),
];
