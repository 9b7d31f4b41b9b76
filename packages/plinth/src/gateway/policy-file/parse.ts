import { BootError, parseDuration } from "#core";
import { JsonFault, parseStrictJson } from "#http";
import { compilePolicies, type Method, type PolicyDeclaration } from "#policy";
import {
  checkFields,
  FILE_FIELDS,
  HEALTH_FIELDS,
  isObject,
  POLICY_KINDS,
  ROUTE_FIELDS,
  unknownFields,
} from "./fields.ts";
import type { GatewayFile, GatewayRoute, HealthCheck } from "./format.ts";
import { parameterFaults, schemaFaults } from "./schemas.ts";

type Json = Readonly<Record<string, unknown>>;

const DEFAULT_IDLE = "60s";
const DEFAULT_CONNECTIONS = 1_024;
/** Only to compile; the application's own default comes from its settings. */
const ANY_LIMIT = { limit: "100/minute" };

const readJson = (text: string): unknown => {
  try {
    return parseStrictJson(text);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new BootError([fault.message.replace("the body", "the text")]);
  }
};

const responseFaults = (responses: unknown, at: string): string[] =>
  Object.entries(isObject(responses) ? responses : {}).flatMap(([status, schema]) =>
    schema === null ? [] : schemaFaults(schema, `${at}.${status}`),
  );

const declarationFaults = (policy: Json, at: string): string[] => [
  ...checkFields(policy, POLICY_KINDS, `${at}.`),
  ...(isObject(policy["params"]) ? parameterFaults(policy["params"], `${at}.params`) : []),
  ...(isObject(policy["query"]) ? parameterFaults(policy["query"], `${at}.query`) : []),
  ...(isObject(policy["body"]) ? schemaFaults(policy["body"], `${at}.body`) : []),
  ...responseFaults(policy["responses"], `${at}.responses`),
];

/** "routes[2] GET /items: ", as far as the route says what it is. */
const nameOf = (route: unknown, index: number): string => {
  const { method, path } = isObject(route) ? route : {};
  const words = [method, path].filter((word) => typeof word === "string").join(" ");
  return `routes[${index}]${words === "" ? "" : ` ${words}`}: `;
};

const routeFaults = (route: unknown, index: number): string[] => {
  const name = nameOf(route, index);
  if (!isObject(route)) return [`${name}must be { method, path, policy }`];
  const faults = [
    ...checkFields(route, ROUTE_FIELDS, ""),
    ...unknownFields(route, ROUTE_FIELDS, ""),
  ];
  const { policy } = route;
  if (isObject(policy)) faults.push(...declarationFaults(policy, "policy"));
  return faults.map((fault) => name + fault);
};

const asRoute = (route: Json): GatewayRoute => ({
  method: route["method"] as Method,
  path: route["path"] as string,
  policy: route["policy"] as PolicyDeclaration,
});

/** What the policy room says of the routes, as it would in library mode. */
const policyFaults = (routes: readonly GatewayRoute[]): string[] => {
  const problems: string[] = [];
  const declared = routes.map(({ method, path, policy }) => ({
    method,
    path,
    module: "gateway",
    declaration: policy,
  }));
  try {
    compilePolicies(declared, ANY_LIMIT, problems);
  } catch (fault) {
    problems.push(fault instanceof Error ? fault.message : String(fault));
  }
  return problems;
};

const healthFaults = (check: unknown): string[] =>
  isObject(check)
    ? [
        ...checkFields(check, HEALTH_FIELDS, "healthCheck."),
        ...unknownFields(check, HEALTH_FIELDS, "healthCheck."),
      ]
    : [];

const readHealthCheck = (check: unknown): HealthCheck | undefined => {
  if (!isObject(check)) return undefined;
  const { path, interval, timeout, unhealthyAfter, healthyAfter } = check;
  return {
    path: String(path),
    intervalMs: parseDuration(String(interval ?? "5s")),
    timeoutMs: parseDuration(String(timeout ?? "2s")),
    unhealthyAfter: Number(unhealthyAfter ?? 3),
    healthyAfter: Number(healthyAfter ?? 2),
  };
};

const readRoutes = (file: Json): readonly GatewayRoute[] => {
  const listed: readonly unknown[] = Array.isArray(file["routes"]) ? file["routes"] : [];
  const faults = [
    ...checkFields(file, FILE_FIELDS, ""),
    ...unknownFields(file, FILE_FIELDS, ""),
    ...healthFaults(file["healthCheck"]),
    ...listed.flatMap(routeFaults),
  ];
  if (faults.length > 0) throw new BootError(faults);
  const routes = listed.filter(isObject).map(asRoute);
  const problems = policyFaults(routes);
  if (problems.length > 0) throw new BootError(problems);
  return routes;
};

/**
 * Reads the text of a policy file.
 * @throws {BootError} naming every fault with its route and field.
 */
export const parseGatewayFile = (text: string): GatewayFile => {
  const file = readJson(text);
  if (!isObject(file)) throw new BootError(["must be { name, upstreams, routes }"]);
  const routes = readRoutes(file);
  const { name, version, description, upstreams, forwardCredentials, idleTimeout } = file;
  return {
    name: String(name),
    version: String(version ?? "1"),
    description: String(description ?? "Behind the gateway"),
    upstreams: (upstreams as readonly string[]).map((upstream) => new URL(upstream).origin),
    connections: Number(file["connections"] ?? DEFAULT_CONNECTIONS),
    healthCheck: readHealthCheck(file["healthCheck"]),
    forwardCredentials: forwardCredentials === true,
    idleTimeoutMs: parseDuration(String(idleTimeout ?? DEFAULT_IDLE)),
    routes,
  };
};
