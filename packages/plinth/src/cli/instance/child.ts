/**
 * A throwaway instance: started by `plinth bench`, `plinth profile` and `plinth doctor` as a process
 * of its own, over an empty directory that goes away with it. Takes orders from its parent alone;
 * no command that serves loads this file.
 */
import { mkdirSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import {
  type Alterations,
  type ApplicationDefinition,
  probesOfModules,
  type RunningApplication,
  startApplication,
} from "#app";
import { loadConfig } from "#config";
import { BootError, systemClock } from "#core";
import { obeyOwner } from "#instance";
import { type AccountsService, accountStatements } from "#modules/accounts";
import { type SessionsService, sessionStatements } from "#modules/sessions";
import { createLogger } from "#telemetry";
import { loadDefinition } from "../load-definition.ts";
import type { Asked, Started, Usage } from "./messages.ts";

const PROOF = { factors: ["password"], assurance: 1 } as const;
const ORIGIN = { requestId: "-", clientAddress: "192.0.2.1" } as const;
/** Sessions of one account; more are not kept (SES-04). */
const SESSIONS_EACH = 50;
/** Far more than anything can send, and the largest number that a limit may name. */
const LIFTED = "999999999/minute";

let running: RunningApplication | undefined;
const inspector = new Session();

const requireRunning = (): RunningApplication => {
  if (running === undefined) throw new Error("the instance was not started");
  return running;
};

/** Breaks the service that a probe's twin is about. */
const alterationOf = (definition: ApplicationDefinition, id: string): Alterations => {
  const owned = probesOfModules(definition).find(({ probe }) => probe.id === id);
  if (owned === undefined) throw new BootError([`no module brings a probe ${id}`]);
  return {
    service: (module, service) =>
      module === owned.module ? owned.probe.twin.breaks(service) : service,
  };
};

const start = async ({ file, twinOf }: Extract<Asked, { do: "start" }>): Promise<Started> => {
  const definition = await loadDefinition(file, process.cwd());
  const config = loadConfig({ env: process.env });
  mkdirSync(config.dataDirectory, { recursive: true });
  // The access log is work too: it is written as always, to where it goes away with the rest.
  const log = createLogger({
    level: config.log.level,
    clock: systemClock,
    component: "plinth",
    destination: join(config.dataDirectory, "throwaway.log"),
  });
  running = await startApplication({
    ...{ definition, config, log },
    ...(twinOf === undefined ? {} : { alter: alterationOf(definition, twinOf) }),
  });
  return {
    url: running.localUrl,
    name: definition.name,
    version: definition.version,
    routes: running.policies.map(({ method, path }) => `${method} ${path}`),
  };
};

const services = () => {
  const { modules } = requireRunning();
  const accounts = modules.service("accounts") as AccountsService | undefined;
  const sessions = modules.service("sessions") as SessionsService | undefined;
  if (accounts === undefined || sessions === undefined) {
    throw new Error("this application has no sessions; name a public route with --endpoint");
  }
  return { accounts, sessions };
};

/** Sessions are written straight to the store: a sign-in would cost a password hash each. */
const addPerson = async (number: number, count: number): Promise<readonly string[]> => {
  const { accounts, sessions } = services();
  const email = `person-${number}@throwaway.example`;
  const account = accounts.prepare({ email, name: "Robin", verified: true });
  const prepared = Array.from({ length: count }, () => sessions.prepare(account, ORIGIN, PROOF));
  await requireRunning().store.transaction(async (tx) => {
    await accountStatements(tx).insertAccount(account);
    for (const { row, refresh } of prepared)
      await sessionStatements(tx).insertSession(row, refresh);
  });
  return prepared.map(({ cookie }) => cookie);
};

const addSessions = async (count: number): Promise<number> => {
  const { authenticator } = services().sessions;
  let used = 0;
  for (let made = 0; made < count; made += SESSIONS_EACH) {
    const cookies = await addPerson(1 + made, Math.min(SESSIONS_EACH, count - made));
    for (const cookie of cookies) {
      const caller = await authenticator.authenticate({ cookie, bearer: undefined });
      used += caller === undefined ? 0 : 1;
    }
  }
  return used;
};

const liftLimits = (routes: readonly string[]): void => {
  const { limits, policies } = requireRunning();
  for (const route of routes) {
    const policy = policies.find(({ method, path }) => `${method} ${path}` === route);
    for (const { by } of policy?.limits ?? []) {
      limits.set({ route, windows: LIFTED, by }, "throwaway instance");
    }
  }
};

const usage = (): Usage => {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, memoryMb: process.memoryUsage.rss() / 1_048_576 };
};

const obey = async (order: Asked): Promise<unknown> => {
  if (order.do === "start") return start(order);
  if (order.do === "sign-in") {
    const [cookie = ""] = await addPerson(0, 1);
    return `${services().sessions.authenticator.cookieName}=${cookie}`;
  }
  if (order.do === "add-sessions") return addSessions(order.count);
  if (order.do === "lift-limits") return liftLimits(order.routes);
  if (order.do === "usage") return usage();
  if (order.do === "profile-start") {
    inspector.connect();
    await inspector.post("Profiler.enable");
    await inspector.post("Profiler.setSamplingInterval", { interval: order.intervalMicros });
    return inspector.post("Profiler.start");
  }
  const { profile } = await inspector.post("Profiler.stop");
  inspector.disconnect();
  return profile;
};

obeyOwner<Asked>({ obey, stop: async () => running?.stop() });
