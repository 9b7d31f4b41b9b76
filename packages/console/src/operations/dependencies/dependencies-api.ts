import type { ApiClient } from "../../client/index.ts";

/** How the service does something. */
export type Mode = "normal" | "degraded" | "off";

/** Something that the service can do without for a while. */
export interface Capability {
  readonly name: string;
  readonly title: string;
  readonly mode: Mode;
  /** Who says so: nobody, what was seen of it, or an administrator. */
  readonly because: "none" | "observed" | "set";
  /** What users are told while it is not normal. */
  readonly whileDegraded: string;
}

/** Something outside of the process, as the process that answered sees it. */
export interface Dependency {
  readonly name: string;
  readonly title: string;
  readonly status: "closed" | "open" | "half-open";
  readonly reopensInSeconds: number;
  readonly refused: number;
  readonly running: number;
  readonly waiting: number;
  readonly lastFault: { readonly name: string; readonly secondsAgo: number } | null;
}

/** The answer of GET /api/v1/admin/dependencies. */
export interface DependencyList {
  readonly dependencies: readonly Dependency[];
  readonly capabilities: readonly Capability[];
}

const ROOT = "/api/v1/admin";
const part = encodeURIComponent;

/** Names the calls about dependencies and modes. */
export const createDependenciesApi = (client: ApiClient) => ({
  list: (signal?: AbortSignal): Promise<DependencyList> =>
    client.get(`${ROOT}/dependencies`, signal),
  /** Closes the breaker on all nodes. */
  reset: (name: string) => client.post<undefined>(`${ROOT}/dependencies/${part(name)}/reset`),
  /** "auto" leaves it to what is seen. */
  setMode: (name: string, mode: Mode | "auto") =>
    client.request<{ readonly capability: Capability }>({
      method: "PUT",
      path: `${ROOT}/degradation/${part(name)}`,
      body: { mode },
    }),
});
