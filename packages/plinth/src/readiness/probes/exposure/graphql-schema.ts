import type { Probe } from "../../probe.ts";
import { type KnownPath, lookForPaths } from "../../support/paths/known-paths.ts";

const QUERY = encodeURIComponent("{__schema{queryType{name}}}");
const SIGN = /"__schema"\s{0,4}:\s{0,4}\{\s{0,4}"queryType"/;

/** Asked by GET: a question that changes nothing. */
const PATHS = ["/graphql", "/api/graphql", "/v1/graphql", "/query"].map(
  (path): KnownPath => ({
    path: `${path}?query=${QUERY}`,
    sign: SIGN,
    what: "an interface that tells its whole schema",
  }),
);

/** OWASP ASVS V4.3.2 */
export const graphqlSchema: Probe = {
  id: "graphql-schema",
  claim: "No GraphQL interface tells strangers everything it can be asked",
  requirements: ["EVID-05"],
  standard: "OWASP ASVS 5 V4.3.2; GraphQL specification section 4",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy:
    "Switch introspection off where others than your own programs may ask (introspection: false).",
  sabotage: "tell-graphql-schema",
  run: (target) => lookForPaths(target, PATHS),
};
