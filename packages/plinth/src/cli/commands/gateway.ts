import { resolve } from "node:path";
import {
  type GatewayFile,
  gatewayDefinition,
  gatewayKey,
  loadGatewayFile,
  policyTableText,
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

/** Fronts an application in any language with the policies of a file (GW-01). */
export const gateway: Command = {
  name: "gateway",
  usage: "plinth gateway --policy FILE [--check] [--quiet] | --print-key",
  help: "fronts an application in any language with the policies of a file",
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
    const file = loadGatewayFile(resolve(terminal.directory, path), path);
    const announce = async (): Promise<void> => {
      terminal.tell(`  Behind it: ${file.upstreams.join(", ")}`);
      terminal.tell("  Accounts: plinth user create --email … --password - --role …");
    };
    return namingFile(path, file, () =>
      given.isSet("check")
        ? printPolicies(file, terminal)
        : runDefinition({
            definition: gatewayDefinition(file),
            terminal,
            isQuiet: given.isSet("quiet"),
            announce,
          }),
    );
  },
};
