import { sendControl } from "#app";
import { readMaintenance } from "#ops/maintenance";
import type { Command, Terminal } from "../command.ts";
import { frontStatus } from "../deploy/deploy.ts";
import type { FrontStatus } from "../deploy/history.ts";
import { loadSettings } from "../load-settings.ts";
import { readHealth } from "./health-view.ts";
import { ownBase } from "./own-base.ts";

const ANSWER_MS = 5_000;

/** One part and how it is. */
interface Part {
  readonly name: string;
  readonly state: string;
  readonly isWell: boolean;
}

const frontPart = (front: FrontStatus | undefined): readonly Part[] => {
  if (front === undefined) return [];
  const { active, under } = front.state;
  const slot =
    active === null ? "nothing is deployed" : `${active.colour}, ${active.release.version}`;
  return [
    { name: "front", state: `runs, process ${front.pid}`, isWell: true },
    { name: "slot", state: slot, isWell: active !== null && front.serving !== null },
    ...(under === null
      ? []
      : [{ name: under.kind, state: `under way: ${under.step}`, isWell: true }]),
  ];
};

/** Whether commands of this data directory are heard: an answer is an instance that runs. */
const instancePart = async (dataDirectory: string): Promise<Part> => {
  const answer = await sendControl(dataDirectory, { command: "ping", arguments: {} }).catch(
    () => undefined,
  );
  const isWell = answer?.ok === true;
  return { name: "instance", state: isWell ? "runs" : "does not run", isWell };
};

const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?").slice(0, 200);

const gather = async (terminal: Terminal): Promise<readonly Part[]> => {
  const config = loadSettings(terminal);
  const { dataDirectory } = config;
  const front = await frontStatus(dataDirectory);
  const health = await readHealth({
    url: await ownBase(config),
    timeoutMs: ANSWER_MS,
    token: config.operations.opsToken,
  });
  const maintenance = readMaintenance(dataDirectory);
  const components = health.ok ? Object.entries(health.view.components) : [];
  return [
    ...frontPart(front),
    await instancePart(dataDirectory),
    {
      name: "listener",
      state: health.ok ? plain(health.view.status) : plain(health.reason),
      isWell: health.ok && health.view.isReady,
    },
    ...components.map(([name, state]) => ({
      ...{ name: plain(name), state: plain(state) },
      isWell: state !== "failed",
    })),
    ...(maintenance === undefined
      ? []
      : [
          {
            name: "maintenance",
            state: `since ${plain(maintenance.since)}: ${plain(maintenance.reason)}`,
            isWell: false,
          },
        ]),
  ];
};

/** Tells of every part of what runs on this data directory (DEP-15). */
export const status: Command = {
  usage: "plinth status [--json]",
  flags: { json: { type: "boolean", help: "print JSON" } },
  run: async (given, terminal) => {
    const parts = await gather(terminal);
    if (given.isSet("json")) {
      terminal.print(JSON.stringify(parts));
    } else {
      const width = Math.max(...parts.map(({ name }) => name.length));
      for (const { name, state } of parts) terminal.print(`${name.padEnd(width)}  ${state}`);
    }
    return parts.every(({ isWell }) => isWell) ? 0 : 1;
  },
};
