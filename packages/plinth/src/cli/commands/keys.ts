import { type ControlAnswer, sendControl } from "#app";
import type { KeyView } from "#modules/tokens";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { listKeys, loadKeys, rotateKeys } from "../signing-keys.ts";
import { withData } from "../with-composition.ts";

const ACTIONS = ["list", "rotate"] as const;
type Action = (typeof ACTIONS)[number];

const describe = (key: KeyView): string => {
  const end = key.expiresAt === null ? "" : `, verifies until ${key.expiresAt}`;
  return `${key.kid}  ${key.algorithm}  ${key.state}, signs from ${key.signsFrom}${end}`;
};

const report = (action: Action, value: unknown, given: Arguments, terminal: Terminal): number => {
  if (given.isSet("json")) {
    terminal.print(JSON.stringify(value));
  } else if (action === "list") {
    const found = value as readonly KeyView[];
    if (found.length === 0) terminal.print("no keys yet: the first start makes one");
    for (const key of found) terminal.print(describe(key));
  } else {
    const { kid, signsFrom } = value as KeyView;
    terminal.print(`key ${kid} is published and signs from ${signsFrom}; nobody is signed out`);
  }
  return 0;
};

const onStopped = (
  action: Action,
  given: Arguments,
  terminal: Terminal,
): Promise<ControlAnswer> => {
  let answer: ControlAnswer = { ok: false, message: "nothing was done" };
  return withData(given.text("app"), terminal, async (composition) => {
    await composition.migrator.up();
    if (action === "rotate") await loadKeys(composition);
    try {
      const value = await (action === "list" ? listKeys : rotateKeys)(composition);
      answer = { ok: true, value };
    } catch (fault) {
      answer = { ok: false, message: fault instanceof Error ? fault.message : String(fault) };
    }
    return 0;
  }).then(() => answer);
};

/** Shows and rotates the keys that access tokens are signed with, stopped or running (SES-10). */
export const keys: Command = {
  usage: "plinth keys list|rotate [--json]",
  flags: {
    app: { type: "string", help: "the application's file" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const action = ACTIONS.find((name) => name === given.words[0]);
    if (action === undefined) throw new UsageError("say list or rotate");
    const answer =
      (await sendControl(loadSettings(terminal).dataDirectory, {
        command: `keys.${action}`,
        arguments: {},
      })) ?? (await onStopped(action, given, terminal));
    if (answer.ok) return report(action, answer.value, given, terminal);
    terminal.tell(`plinth: ${answer.message}`);
    return 1;
  },
};
