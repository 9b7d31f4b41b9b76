import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import {
  type ApiClient,
  type AuthApi,
  createApiClient,
  createAuthApi,
  createPasskeysApi,
  createStepUpDesk,
  isApiError,
  isQuiet,
  type PasskeysApi,
  type StepUpDesk,
} from "../client/index.ts";
import { ToastProvider } from "../kit/toasts.tsx";
import { createDegradedWatch, type DegradedWatch } from "./degraded/degraded-watch.ts";
import type { FaultReport } from "./error-boundary.tsx";
import { createFaultReporter } from "./fault-reporter.ts";
import { createHealthPing, createReachability, type Reachability } from "./notices/reachability.ts";

/** What every page of one application shares. */
export interface Runtime {
  readonly client: ApiClient;
  readonly auth: AuthApi;
  readonly passkeys: PasskeysApi;
  /** Where calls wait until the person has confirmed who they are. */
  readonly stepUp: StepUpDesk;
  readonly queries: QueryClient;
  readonly reachability: Reachability;
  /** What does not work as usual, as the last answer told. */
  readonly degraded: DegradedWatch;
  /** Asks the server once; false when it does not answer. */
  readonly ping: () => Promise<boolean>;
  /** Takes the reports of error boundaries, and passes them on to the server. */
  readonly onFault: (report: FaultReport) => void;
}

/** The query key of the signed-in user; its value is a User, or null for nobody. */
export const sessionKey = ["session"] as const;

/** Builds the shared things of one application. */
export const createRuntime = (
  options: { readonly baseUrl?: string; readonly onFault?: (report: FaultReport) => void } = {},
): Runtime => {
  const baseUrl = options.baseUrl ?? "";
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Only what another try can cure is tried again.
        retry: (failures, error) =>
          failures < 2 &&
          isApiError(error) &&
          !isQuiet(error) &&
          (error.status === 0 || error.status >= 502),
        // Reachability is judged by pings, not by the browser's flag.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  const degraded = createDegradedWatch();
  const onAnswer = (answer: Response): void => degraded.hear(answer.headers.get("degraded"));
  const ping = createHealthPing({ baseUrl, onAnswer });
  const reachability = createReachability({
    ping,
    timers: {
      set: (run, milliseconds) => setTimeout(run, milliseconds),
      clear: (id) => clearTimeout(id as number),
    },
  });
  const tellServer = createFaultReporter({ baseUrl, path: () => location.pathname });
  const stepUp = createStepUpDesk();
  const client = createApiClient({
    baseUrl,
    onAnswer,
    onStepUp: stepUp.ask,
    onSignedOut: () => queries.setQueryData(sessionKey, null),
    onUnreachable: () => reachability.check(),
  });
  return {
    client,
    auth: createAuthApi(client),
    passkeys: createPasskeysApi(client),
    stepUp,
    queries,
    reachability,
    degraded,
    ping,
    onFault: (report) => {
      tellServer(report);
      options.onFault?.(report);
    },
  };
};

const RuntimeContext = createContext<Runtime | undefined>(undefined);

/** The runtime of this page; @throws {Error} outside a RuntimeProvider. */
export const useRuntime = (): Runtime => {
  const runtime = useContext(RuntimeContext);
  if (runtime === undefined) throw new Error("useRuntime needs a RuntimeProvider above it");
  return runtime;
};

/** Gives the pages below it the runtime, the queries and the toasts. */
export const RuntimeProvider = (props: {
  readonly runtime: Runtime;
  readonly children: ReactNode;
}) => (
  <RuntimeContext value={props.runtime}>
    <QueryClientProvider client={props.runtime.queries}>
      <ToastProvider>{props.children}</ToastProvider>
    </QueryClientProvider>
  </RuntimeContext>
);
