import { describeConfig, findingsOf, renderEnvExample } from "#config";
import { type Command, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";

/** Shows and checks settings; a secret's value is never printed (CFG-01). */
export const config: Command = {
  usage: "plinth config check | list | example",
  flags: {},
  run: async (given, terminal) => {
    const [verb] = given.words;
    if (verb === "check") {
      const settings = loadSettings(terminal);
      for (const { name, value, source } of settings.effective) {
        terminal.print(`${name}=${value}  (${source})`);
      }
      for (const { message } of findingsOf(settings)) terminal.tell(`finding: ${message}`);
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
