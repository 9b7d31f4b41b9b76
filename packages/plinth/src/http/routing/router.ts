import createFindMyWay from "find-my-way";
import type { Method } from "#policy";
import type { CompiledRoute } from "../context.ts";
import { isQuirky, liberalReading, originForm, pathOf } from "./paths.ts";

/** What a path leads to. */
export interface Match {
  readonly route: CompiledRoute;
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Finds the route of a request. */
export interface Router {
  /** HEAD finds the GET route. */
  readonly find: (method: string, url: string) => Match | undefined;
  /** Methods that a path has, for 405 and preflights. */
  readonly methodsOf: (url: string) => readonly Method[];
}

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const isMethod = (method: string): method is Method =>
  (METHODS as readonly string[]).includes(method);

type Find = (method: Method, url: string) => Match | undefined;

/** A radix tree over the routes (find-my-way, MIT). */
const createTree = (routes: readonly CompiledRoute[], caseSensitive: boolean): Find => {
  const tree = createFindMyWay({
    caseSensitive,
    maxParamLength: 512,
    // A path that cannot be decoded leads nowhere.
    onBadUrl: () => undefined,
  });
  const handlers = new Map<unknown, CompiledRoute>();
  for (const route of routes) {
    const handler = (): void => undefined;
    handlers.set(handler, route);
    tree.on(route.policy.method, route.policy.path, handler);
  }
  return (method, url) => {
    const found = tree.find(method, url);
    const route = found === null ? undefined : handlers.get(found.handler);
    return found === null || route === undefined ? undefined : { route, params: found.params };
  };
};

const segmentsOf = (path: string): number => path.replace(/\/\*?$/, "").split("/").length;

/** Whether a pattern names its paths letter by letter. */
const isStatic = (pattern: string): boolean => !/[:*]/.test(pattern);

/** Whether a pattern ends where a path with another slash at its end could lead to it. */
const hasOpenEnd = (pattern: string): boolean => /.\/\*?$/.test(pattern);

/**
 * Tells whether everyone reads a path as leading to one route (P-108). Programs differ about letter
 * case, encoded or doubled slashes, ";" and a slash at the end; a path that leads to another route
 * in such a reading would be judged by one policy here and answered under another one further back.
 * Routes without parameters name their paths letter by letter and need no such care.
 */
const createJudge = (routes: readonly CompiledRoute[]) => {
  const findLiberally = createTree(routes, false);
  const openEnds = routes.some(({ policy }) => hasOpenEnd(policy.path));

  /** The same path with or without its last slash, where another route has exactly that. */
  const leadsElsewhere = (method: Method, reading: string, route: CompiledRoute): boolean => {
    const other = reading.endsWith("/") ? reading.slice(0, -1) : `${reading}/`;
    const found = findLiberally(method, other)?.route;
    if (found === undefined || found === route) return false;
    const { path } = found.policy;
    // A wildcard further up takes every path; only one that begins here competes.
    return segmentsOf(path) === segmentsOf(other) && (hasOpenEnd(path) || !path.endsWith("*"));
  };

  return (method: Method, target: string, route: CompiledRoute): boolean => {
    const path = pathOf(target);
    const isExact = isStatic(route.policy.path);
    if (isExact) return !path.includes("#");
    if (!isQuirky(path)) return !openEnds || !leadsElsewhere(method, path, route);
    const reading = liberalReading(path);
    if (reading === undefined) return false;
    if (findLiberally(method, reading)?.route !== route) return false;
    return !leadsElsewhere(method, reading, route);
  };
};

/**
 * Builds the router: case-sensitive, no folding of slashes, so that one resource has one address; a
 * path that others could read as leading to another route leads nowhere.
 */
export const createRouter = (routes: readonly CompiledRoute[]): Router => {
  const findExactly = createTree(routes, true);
  const leadsToOneRoute = createJudge(routes);
  const find = (method: string, url: string): Match | undefined => {
    const wanted = method === "HEAD" ? "GET" : method;
    if (!isMethod(wanted)) return undefined;
    const target = originForm(url);
    const match = target === undefined ? undefined : findExactly(wanted, target);
    if (target === undefined || match === undefined) return undefined;
    return leadsToOneRoute(wanted, target, match.route) ? match : undefined;
  };
  return {
    find,
    methodsOf: (url) => METHODS.filter((method) => find(method, url) !== undefined),
  };
};
