import {
  type Candidate,
  type Conductor,
  copyData,
  createConductor,
  createStateKeeper,
  type DeployOrder,
  type OpenFront,
  openFront,
} from "#app";
import { loadConfig } from "#config";
import { systemTimer } from "#core";
import { createLogger } from "#telemetry";
import type { Scene } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import type { DrillBuild } from "../instance/messages.ts";
import { ask } from "./ask.ts";

/** How long a build may take to start before it counts as hung, in milliseconds: on any machine. */
const PATIENCE_MS = 60_000;
/** The same of one that is known to hang: nobody need wait. */
const HANG_MS = 5_000;
const WATCH_MS = 600;
const LOOK_MS = 5_000;
const TIMES = {
  ...{ settleMs: 20_000, watchEveryMs: 200 },
  ...{ beatMs: 5_000, restartMs: 100 },
};

/** A host with a front and two slots, all of it the drill's own. */
export interface Slots {
  readonly url: string;
  readonly conductor: Conductor;
  readonly figures: OpenFront["figures"];
  /** Deploys a build; what became of it. */
  readonly deploy: (build: DrillBuild) => ReturnType<Conductor["deploy"]>;
  /** When requests went to the last build that got any, in milliseconds since the drill began. */
  readonly switchedAt: () => number;
  /** Ends front and slots in order; the drill's end does it at the latest. */
  readonly close: () => Promise<void>;
}

const patiently = <T>(work: Promise<T>, limitMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not start in ${limitMs} ms`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const lookAt = async (url: string): Promise<string | undefined> => {
  const { status } = await ask(`${url}/ready`, { timeoutMs: LOOK_MS });
  return status === 200 ? undefined : `/ready answers ${status}`;
};

/** A build as a process of its own, over the data of the host. */
const launch = (
  { start, directory }: Scene,
  dataDirectory: string,
  build: DrillBuild,
): Candidate => {
  let instance: Instance | undefined;
  let isGone: (how: string) => void = () => undefined;
  const gone = new Promise<string>((resolve) => {
    isGone = resolve;
  });
  const begin = (where: string): Promise<Instance> =>
    patiently(
      start({ dataDirectory: where, build, env: { TRUSTED_PROXIES: '["127.0.0.1"]' } }),
      build.fault === "hang" ? HANG_MS : PATIENCE_MS,
    );
  const url = (): string => {
    if (instance === undefined) throw new Error("it was not started");
    return instance.url;
  };
  const nothing = async (): Promise<void> => undefined;
  return {
    ...{ pid: 0, gone, facts: { name: "drill", version: "1", isShared: false } },
    ...{ activate: nothing, deactivate: nothing, beat: nothing, note: nothing, origin: url },
    judge: async () => [],
    rehearse: async () => {
      const copy = directory();
      await copyData(dataDirectory, copy);
      const rehearsal = await begin(copy);
      try {
        const fault = await lookAt(rehearsal.url);
        if (fault !== undefined) throw new Error(fault);
        return [];
      } finally {
        await rehearsal.kill();
      }
    },
    start: async () => {
      instance = await begin(dataDirectory);
      void instance.gone.then(isGone);
    },
    look: async () => lookAt(url()),
    stop: async () => instance?.stop(),
    kill: async () => instance?.kill(),
  };
};

const orderFor = (version: string): DeployOrder => ({
  release: { directory: "/drill", environment: "test", name: "drill", version },
  wanted: undefined,
  ...{ by: "drill", mayContract: false, without: [], isStrict: false, isDryRun: false },
});

/** Opens a host; nothing is deployed on it yet. Builds that serve are watched for `watchMs`. */
export const openSlots = async (scene: Scene, watchMs = WATCH_MS): Promise<Slots> => {
  const { clock, incident, defer } = scene;
  const dataDirectory = scene.directory();
  const config = loadConfig({
    env: { PLINTH_ENV: "test", PLINTH_DATA: dataDirectory, PORT: "0" },
  });
  const destination = { write: () => undefined };
  const log = createLogger({ level: "error", clock, component: "front", destination });
  const front = await openFront(config, { clock, log });
  const builds = new Map<string, DrillBuild>();
  let switchedAt = 0;
  const conductor = createConductor({
    state: createStateKeeper(dataDirectory),
    launch: async ({ version }) =>
      launch(scene, dataDirectory, builds.get(version) ?? { tables: 0 }),
    listener: front,
    times: { ...TIMES, watchMs },
    startTimer: systemTimer,
    stamp: () => new Date(clock.now()).toISOString(),
    tell: (progress) => {
      if (progress.kind !== "step") return;
      const at = incident.note(progress.what);
      if (progress.what.endsWith("it is watched")) switchedAt = at;
    },
    endMaintenance: () => undefined,
  });
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closing ??= conductor.close().then(front.drain);
    await closing;
  };
  defer(close);
  await conductor.begin();
  let number = 0;
  return {
    url: `http://127.0.0.1:${front.address.port}`,
    conductor,
    switchedAt: () => switchedAt,
    close,
    figures: front.figures,
    deploy: (build) => {
      number += 1;
      const version = String(number);
      builds.set(version, build);
      return conductor.deploy(orderFor(version));
    },
  };
};
