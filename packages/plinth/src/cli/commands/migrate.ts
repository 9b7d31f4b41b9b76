import { type Command, UsageError } from "../command.ts";
import { withData } from "../with-composition.ts";

/** Moves the database's structure, or tells where it stands. */
export const migrate: Command = {
  usage: "plinth migrate up | down [--to ID] | status",
  flags: {
    app: { type: "string", help: "the application's file" },
    to: { type: "string", help: "down: the last migration that stays" },
  },
  run: (given, terminal) =>
    withData(given.text("app"), terminal, async ({ migrator }) => {
      const [verb] = given.words;
      if (verb === "up") {
        const applied = await migrator.up();
        terminal.print(applied.length === 0 ? "nothing to do" : `applied ${applied.join(", ")}`);
        return 0;
      }
      if (verb === "down") {
        const undone = await migrator.down(given.text("to"));
        terminal.print(undone.length === 0 ? "nothing to do" : `took back ${undone.join(", ")}`);
        return 0;
      }
      if (verb !== "status") throw new UsageError("say up, down or status");
      const { applied, pending } = await migrator.status();
      for (const id of applied) terminal.print(`applied  ${id}`);
      for (const id of pending) terminal.print(`pending  ${id}`);
      return 0;
    }),
};
