import { resolve } from "node:path";
import {
  type GatewayFile,
  type GatewayOptions,
  gatewayDefinition,
  gatewayKey,
  loadGatewayFile,
  policyTableText,
  type RunningApplication,
} from "#app";
import { BootError } from "#core";
import { type Command, requireText, type Terminal } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { withDefinition } from "../with-composition.ts";
import { runDefinition } from "./serve.ts";

/** Faults that show only beside our own routes, such as a path that is taken, name the file too. */
const namingFile = async (
  path: string,
  { routes }: GatewayFile,
  run: () => Promise<number>,
): Promise<number> => {
  try {
    return await run();
  } catch (fault) {
    if (!(fault instanceof BootError)) throw fault;
    const ofFile = (problem: string): boolean =>
      routes.some((route) => problem.startsWith(`${route.method} ${route.path}: `));
    throw new BootError(
      fault.problems.map((problem) => (ofFile(problem) ? `${path}: ${problem}` : problem)),
    );
  }
};

const printPolicies = (file: GatewayFile, terminal: Terminal): Promise<number> =>
  withDefinition(gatewayDefinition(file), ({ policies }) => {
    terminal.print(policyTableText(policies.filter(({ module }) => module === "gateway")));
    return 0;
  });

type Swappable = Parameters<NonNullable<GatewayOptions["onUpstreams"]>>[0];

/** All of a file that a running gateway does not take up. */
const fixedPart = ({ upstreams: _, ...rest }: GatewayFile): string => JSON.stringify(rest);

/**
 * SIGHUP reads the upstreams of the file again (GW-02); in a terminal it keeps its meaning. A file
 * with a fault changes nothing.
 */
const swapOnHangUp = (
  load: () => GatewayFile,
  started: GatewayFile,
  upstreams: Swappable,
  { log }: RunningApplication,
): void => {
  if (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY) return;
  process.on("SIGHUP", () => {
    try {
      const file = load();
      if (fixedPart(file) !== fixedPart(started)) {
        log.warn("the policy file differs in more than its upstreams; the rest needs a restart");
      }
      upstreams.replace(file.upstreams);
    } catch (fault) {
      if (!(fault instanceof BootError)) throw fault;
      log.error("the policy file cannot be taken up; nothing changes", {
        problems: fault.problems,
      });
    }
  });
};

/** Fronts an application in any language with the policies of a file (GW-01). */
export const gateway: Command = {
  usage: "plinth gateway --policy FILE [--check] [--quiet] | --print-key",
  flags: {
    policy: { type: "string", help: "the policy file" },
    check: { type: "boolean", help: "print the policies of the file and start nothing" },
    "print-key": { type: "boolean", help: "print the key that upstreams verify callers with" },
    quiet: { type: "boolean", help: "print no greeting" },
  },
  run: async (given, terminal) => {
    if (given.isSet("print-key")) {
      terminal.print(gatewayKey(loadSettings(terminal)));
      return 0;
    }
    const path = requireText(given, "policy");
    const load = (): GatewayFile => loadGatewayFile(resolve(terminal.directory, path), path);
    const file = load();
    let upstreams: Swappable | undefined;
    const announce = async (application: RunningApplication): Promise<void> => {
      if (upstreams !== undefined) swapOnHangUp(load, file, upstreams, application);
      terminal.tell(`  Behind it: ${file.upstreams.join(", ")}`);
      terminal.tell("  Accounts: plinth user create --email … --password - --role …");
    };
    return namingFile(path, file, () =>
      given.isSet("check")
        ? printPolicies(file, terminal)
        : runDefinition({
            definition: gatewayDefinition(file, {
              onUpstreams: (running) => {
                upstreams = running;
              },
            }),
            terminal,
            isQuiet: given.isSet("quiet"),
            announce,
          }),
    );
  },
};
