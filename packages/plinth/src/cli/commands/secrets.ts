import { generateSecrets } from "#app";
import { type Command, UsageError } from "../command.ts";

/** Prints fresh values for the two secrets (CFG-04). */
export const secrets: Command = {
  usage: "plinth secrets generate",
  mostWords: 1,
  flags: {},
  run: async (given, terminal) => {
    if (given.words[0] !== "generate") throw new UsageError("say generate");
    for (const [name, value] of Object.entries(generateSecrets())) {
      terminal.print(`${name}=${value}`);
    }
    return 0;
  },
};
