import {
  type ClientCount,
  type Confirmation,
  confirm,
  type Endpoint,
  fetchMetrics,
  type Gauges,
  readGauges,
} from "#load";

/** How often the server is looked at while the load runs, in milliseconds. */
const LOOK_MS = 250;

/** Looks at what the server says of itself while a load runs. */
export interface Observer {
  /** The counting begins: what the server has answered so far is not of this run. */
  readonly begin: () => Promise<void>;
  /** Looks once more, and judges. */
  readonly end: (client: ClientCount) => Promise<Confirmation>;
}

/** Builds an observer of the metrics page of a target. */
export const createObserver = (endpoint: Endpoint, host: string): Observer => {
  const seen: Gauges[] = [];
  let before: Gauges | undefined;
  let why = "it was never looked at";
  let looks = 0;
  let isLooking = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<Gauges | undefined> => {
    try {
      const gauges = readGauges(await fetchMetrics(endpoint, host));
      if (gauges === undefined) why = "/metrics has no requests in flight";
      looks += gauges === undefined ? 0 : 1;
      return gauges;
    } catch (fault) {
      why = fault instanceof Error ? fault.message : String(fault);
      return undefined;
    }
  };
  const lookOnce = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const gauges = await look();
    if (gauges !== undefined) seen.push(gauges);
    isLooking = false;
  };

  return {
    begin: async () => {
      before = await look();
      // The first look counts itself once it is answered, after it was read.
      looks = 0;
      if (before !== undefined) timer = setInterval(() => void lookOnce(), LOOK_MS);
    },
    end: async (client) => {
      clearInterval(timer);
      while (isLooking) await new Promise((resolve) => setTimeout(resolve, 5));
      if (before === undefined) return { state: "not asked", detail: why };
      const last = await look();
      if (last === undefined) return { state: "not asked", detail: why };
      return confirm(before, [...seen, last], client, looks);
    },
  };
};
