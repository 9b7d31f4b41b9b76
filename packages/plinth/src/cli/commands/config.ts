import { describeConfig, renderEnvExample } from "#config";
import { type Command, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";

/** Shows and checks settings; a secret's value is never printed (CFG-01). */
export const config: Command = {
  name: "config",
  usage: "plinth config check | list | example",
  help: "checks the settings of this directory, lists all variables, prints env.example",
  flags: {},
  run: async (given, terminal) => {
    const [verb] = given.words;
    if (verb === "check") {
      for (const { name, value, source } of loadSettings(terminal).effective) {
        terminal.print(`${name}=${value}  (${source})`);
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
