import { userInfo } from "node:os";
import { sendControl } from "#app";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import {
  LIMITS_ACTIONS,
  type LimitsAnswer,
  type LimitsRequest,
  runLimits,
} from "../control/limits-commands.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // An account without a name, as in some containers.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
};

const readRequest = (given: Arguments): LimitsRequest => {
  const [word, route, windows] = given.words;
  const action = LIMITS_ACTIONS.find((known) => known === word);
  if (action === undefined) throw new UsageError(`say ${LIMITS_ACTIONS.join(", ")}`);
  const takes = { list: 1, reload: 1, reset: 2, set: 3 }[action];
  if (given.words.length > takes) {
    throw new UsageError("too many words; quote the route and the limit");
  }
  if (action === "set" && windows === undefined) {
    throw new UsageError('say which and what: plinth limits set "POST /path" "5/minute, 20/hour"');
  }
  const by = given.text("by");
  const tier = given.text("tier");
  const role = given.text("role");
  return {
    action,
    user: userName(),
    ...(route === undefined ? {} : { route }),
    ...(windows === undefined ? {} : { windows }),
    ...(by === undefined ? {} : { by }),
    ...(tier === undefined ? {} : { tier }),
    ...(role === undefined ? {} : { role }),
    dryRun: given.isSet("dry-run"),
  };
};

const show = (answer: LimitsAnswer, terminal: Terminal): void => {
  if (answer.action !== "list") {
    if (answer.changes.length === 0) terminal.tell("nothing changed");
    for (const { route, from, to } of answer.changes) {
      terminal.print(`${route}\n  from ${from}\n  to   ${to}`);
    }
    return;
  }
  const counts = new Map<string, string>();
  for (const { route, limits, declared, rules } of answer.routes) {
    terminal.print(`${route}  ${limits}`);
    if (declared !== null) terminal.print(`  declared: ${declared}`);
    for (const { rule, by, hits, blocked, wouldBlock } of rules) {
      if (hits === 0) continue;
      const told = `${hits} decided, ${blocked} refused, ${wouldBlock} would have been refused`;
      counts.set(`${rule} by ${by}`, told);
    }
  }
  if (counts.size > 0) terminal.print("\nSince the start:");
  for (const [rule, told] of counts) terminal.print(`  ${rule}: ${told}`);
};

/** Shows and changes the limits of a running instance, or of its data while it is stopped. */
export const limits: Command = {
  usage:
    'plinth limits list|reload|reset ["METHOD /path"]|set "METHOD /path" "5/minute" [--by K] [--tier T | --role R] [--dry-run]',
  mostWords: 3,
  verbs: {
    list: ["app", "json"],
    reload: ["app", "json"],
    reset: ["app", "json"],
    set: ["app", "by", "tier", "role", "dry-run", "json"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    by: { type: "string", help: "which limit of the route: address, user or field:<name>" },
    tier: { type: "string", help: "only for callers of this tier" },
    role: { type: "string", help: "only for callers of this role" },
    "dry-run": { type: "boolean", help: "count and report what would be refused, refuse nothing" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const request = readRequest(given);
    const report = (answer: LimitsAnswer): number => {
      const { action: _, ...value } = answer;
      if (given.isSet("json")) terminal.print(JSON.stringify(value, null, 2));
      else show(answer, terminal);
      return 0;
    };
    const refuse = (message: string): number => {
      for (const line of message.split("\n")) terminal.tell(`plinth: ${line}`);
      return 1;
    };
    const { dataDirectory } = loadSettings(terminal);
    const answer = await sendControl(dataDirectory, {
      command: "limits",
      arguments: { ...request },
    });
    if (answer !== undefined) {
      return answer.ok ? report(answer.value as LimitsAnswer) : refuse(answer.message);
    }
    return withData(given.text("app"), terminal, async (composition) => {
      await composition.migrator.up();
      try {
        return report(runLimits(composition, request, "command line"));
      } catch (fault) {
        return refuse(fault instanceof Error ? fault.message : String(fault));
      }
    });
  },
};
