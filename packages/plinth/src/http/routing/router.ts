import type { Method } from "#policy";
import createFindMyWay from "#vendor/find-my-way";
import type { CompiledRoute } from "../request/context.ts";
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

/** A route in a tree, with what is asked of it at every request. */
interface Leaf {
  readonly route: CompiledRoute;
  /** Whether its pattern names its paths letter by letter. */
  readonly isExact: boolean;
}

/** A leaf and the parameters that lead to it. */
interface Found extends Leaf {
  readonly params: Match["params"];
}

type Find = (method: Method, url: string) => Found | undefined;

/** Whether a pattern names its paths letter by letter. */
const isStatic = (pattern: string): boolean => !/[:*]/.test(pattern);

const NO_QUERY: Readonly<Record<string, string>> = {};

/** A radix tree over the routes (find-my-way, MIT). */
const createTree = (routes: readonly CompiledRoute[], caseSensitive: boolean): Find => {
  const tree = createFindMyWay({
    caseSensitive,
    maxParamLength: 512,
    // The query is read where a policy declares one, and by its schema.
    querystringParser: () => NO_QUERY,
    // A path that cannot be decoded leads nowhere.
    onBadUrl: () => undefined,
  });
  const handler = (): void => undefined;
  for (const route of routes) {
    const { method, path } = route.policy;
    const leaf: Leaf = { route, isExact: isStatic(path) };
    tree.on(method, path, handler, leaf);
  }
  return (method, url) => {
    const found = tree.find(method, url);
    // What answers a path that cannot be decoded has no leaf.
    const leaf = (found?.store ?? undefined) as Leaf | undefined;
    if (found === null || leaf === undefined) return undefined;
    return { route: leaf.route, isExact: leaf.isExact, params: found.params };
  };
};

const segmentsOf = (path: string): number => path.replace(/\/\*?$/, "").split("/").length;

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

  return (method: Method, target: string, { route, isExact }: Leaf): boolean => {
    const path = pathOf(target);
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
    return leadsToOneRoute(wanted, target, match) ? match : undefined;
  };
  return {
    find,
    methodsOf: (url) => METHODS.filter((method) => find(method, url) !== undefined),
  };
};
