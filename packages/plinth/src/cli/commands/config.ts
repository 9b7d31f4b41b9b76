import {
  type Config,
  describeConfig,
  findingsOf,
  laxerThanProfile,
  renderEnvExample,
} from "#config";
import { systemClock } from "#core";
import { type Command, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { ownVersion } from "../own-version.ts";

/** A verdict for each setting (EVID-16): where it comes from and what speaks against it; no value. */
const verdictsOf = (settings: Config) => {
  const own = findingsOf(settings);
  const lax = laxerThanProfile(settings);
  return {
    tool: { name: "plinth config", version: ownVersion() },
    at: new Date(systemClock.now()).toISOString(),
    profile: settings.profile,
    settings: settings.effective.map(({ name, source }) => ({
      name,
      source,
      findings: own
        .filter(({ setting }) => setting === name || setting.startsWith(`${name}.`))
        .map(({ message }) => message),
    })),
    findings: [
      ...own.map(({ message }) => message),
      ...lax.map((lost) => `laxer than ${settings.profile} stands for: ${lost}`),
    ],
  };
};

/** Shows and checks settings; a secret's value is never printed (CFG-01). */
export const config: Command = {
  usage: "plinth config check [--json] | list | example",
  mostWords: 1,
  verbs: { check: ["json"], list: [], example: [] },
  flags: { json: { type: "boolean", help: "print verdicts as JSON, and no value" } },
  run: async (given, terminal) => {
    const [verb] = given.words;
    if (verb === "check") {
      const settings = loadSettings(terminal);
      if (given.isSet("json")) {
        terminal.print(JSON.stringify(verdictsOf(settings), null, 2));
        return 0;
      }
      for (const { name, value, source } of settings.effective) {
        terminal.print(`${name}=${value}  (${source})`);
      }
      for (const { message } of findingsOf(settings)) terminal.tell(`finding: ${message}`);
      for (const lost of laxerThanProfile(settings)) {
        terminal.tell(`finding: laxer than ${settings.profile} stands for: ${lost}`);
      }
      return 0;
    }
    if (verb === "list") {
      for (const variable of describeConfig()) {
        terminal.print(`${variable.name}  ${variable.description}`);
      }
      return 0;
    }
    if (verb !== "example") throw new UsageError("say check, list or example");
    terminal.print(renderEnvExample());
    return 0;
  },
};
