import createFindMyWay from "find-my-way";
import type { Method } from "#policy";
import type { CompiledRoute } from "./context.ts";

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

/**
 * Builds the router on find-my-way (a radix tree, MIT): case-sensitive, no trailing-slash or
 * duplicate-slash folding, so that one resource has one address.
 */
export const createRouter = (routes: readonly CompiledRoute[]): Router => {
  const tree = createFindMyWay({
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
  const find = (method: string, url: string): Match | undefined => {
    const wanted = method === "HEAD" ? "GET" : method;
    if (!isMethod(wanted)) return undefined;
    const found = tree.find(wanted, url);
    const route = found === null ? undefined : handlers.get(found.handler);
    return found === null || route === undefined ? undefined : { route, params: found.params };
  };
  return {
    find,
    methodsOf: (url) => METHODS.filter((method) => find(method, url) !== undefined),
  };
};
