import { generateSecrets } from "#app";
import { type Command, UsageError } from "../command.ts";

/** Prints fresh values for the two secrets (CFG-04). */
export const secrets: Command = {
  name: "secrets",
  usage: "plinth secrets generate",
  help: "prints two random keys of 64 characters; put them where only the server reads them",
  flags: {},
  run: async (given, terminal) => {
    if (given.words[0] !== "generate") throw new UsageError("say generate");
    for (const [name, value] of Object.entries(generateSecrets())) {
      terminal.print(`${name}=${value}`);
    }
    return 0;
  },
};
