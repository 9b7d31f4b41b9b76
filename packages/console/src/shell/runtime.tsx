import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import {
  type ApiClient,
  type AuthApi,
  createApiClient,
  createAuthApi,
  createPasskeysApi,
  createStepUpDesk,
  type FetchLike,
  isApiError,
  isQuiet,
  type PasskeysApi,
  type StepUpDesk,
} from "../client/index.ts";
import { ToastProvider } from "../kit/toasts.tsx";
import { createDegradedWatch, type DegradedWatch } from "./degraded/degraded-watch.ts";
import type { FaultReport } from "./error-boundary.tsx";
import { createFaultReporter } from "./fault-reporter.ts";
import type { LiveFeed } from "./live/live-feed.ts";
import {
  createHealthPing,
  createReachability,
  type Reachability,
  type Timers,
} from "./notices/reachability.ts";

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
  /** What the server tells of while it happens, to whoever operates. */
  readonly live: LiveFeed;
  /** Asks the server once; false when it does not answer. */
  readonly ping: () => Promise<boolean>;
  /** Takes the reports of error boundaries, and passes them on to the server. */
  readonly onFault: (report: FaultReport) => void;
  /** Called when everything that was kept for a person has to go. */
  readonly onForget: () => void;
}

/** The query key of the signed-in user; its value is a User, or null for nobody. */
export const sessionKey = ["session"] as const;

/** What an application gives to its runtime. */
export interface RuntimeOptions {
  readonly baseUrl?: string;
  readonly onFault?: (report: FaultReport) => void;
  /** Opens the feed of what operators watch; an application without their pages has none. */
  readonly openLive?: (timers: Timers) => LiveFeed;
  /** Sends the calls; the browser's own where absent. */
  readonly fetch?: FetchLike;
  /** Told when everything that was kept for a person has to go. */
  readonly onForget?: () => void;
}

/** Hears nothing. */
const silence: LiveFeed = {
  subscribe: () => () => undefined,
  state: () => "off",
  watch: () => () => undefined,
};

/** Builds the shared things of one application. */
export const createRuntime = (options: RuntimeOptions = {}): Runtime => {
  const baseUrl = options.baseUrl ?? "";
  // By a timer, as the library has it, the second half of a double click may come before a button is
  // busy, and do it twice: https://tanstack.com/query/latest/docs/reference/notifyManager
  notifyManager.setScheduler(queueMicrotask);
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
  const timers: Timers = {
    set: (run, milliseconds) => setTimeout(run, milliseconds),
    clear: (id) => clearTimeout(id as number),
  };
  const reachability = createReachability({ ping, timers });
  const tellServer = createFaultReporter({ baseUrl, path: () => location.pathname });
  const stepUp = createStepUpDesk();
  const client = createApiClient({
    baseUrl,
    language: () => document.documentElement.lang,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
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
    live: options.openLive?.(timers) ?? silence,
    ping,
    onFault: (report) => {
      tellServer(report);
      options.onFault?.(report);
    },
    onForget: () => options.onForget?.(),
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
