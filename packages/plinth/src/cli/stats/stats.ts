import { sendControl } from "#app";
import type { Command } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import type { StatFigure } from "./read-stats.ts";
import { statLines } from "./stat-lines.ts";

/** Prints what a running instance uses and does, for people and for autoscalers (OBS-04). */
export const stats: Command = {
  usage: "plinth stats [--json]",
  flags: { json: { type: "boolean", help: "print JSON" } },
  run: async (given, terminal) => {
    const answer = await sendControl(loadSettings(terminal).dataDirectory, {
      command: "stats",
      arguments: {},
    });
    if (answer === undefined || !answer.ok) {
      terminal.tell(`plinth: ${answer?.message ?? "no instance runs on this data directory"}`);
      return 1;
    }
    const figures = answer.value as readonly StatFigure[];
    if (given.isSet("json")) terminal.print(JSON.stringify(figures));
    else for (const line of statLines(figures)) terminal.print(line);
    return 0;
  },
};
