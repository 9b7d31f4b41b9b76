import { type ControlAnswer, sendControl } from "#app";
import type { RotationReport } from "#modules/privacy";
import type { KeyView } from "#modules/tokens";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { listKeys, loadKeys, rotateKeys } from "../control/signing-keys.ts";
import { loadSettings } from "../load-settings.ts";
import { previousKeyText } from "../privacy/previous-key.ts";
import { formerDigests, rotateDataKeys } from "../privacy/run-privacy.ts";
import { withData } from "../with-composition.ts";

const ACTIONS = ["list", "rotate", "rotate-data", "previous"] as const;
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
  } else if (action === "previous") {
    terminal.print(previousKeyText(value as RotationReport["digests"]));
  } else if (action === "rotate-data") {
    const { key, isContinued, resealed, unreadable, removed, ...secrets } = value as RotationReport;
    terminal.print(
      `key ${key} seals ${isContinued ? "(an interrupted rotation was gone on with)" : "from now on"}; ${resealed} values sealed anew, ${removed.length} old keys removed`,
    );
    terminal.print(`${secrets.rewrapped} keys and secrets sealed with SECRET_KEY anew`);
    if (secrets.lost === 0 && unreadable === 0) terminal.print(previousKeyText(secrets.digests));
    if (secrets.lost > 0) {
      terminal.tell(
        `${secrets.lost} keys and secrets open with no key; name the SECRET_KEY of before as SECRET_KEY_PREVIOUS and run this again`,
      );
    }
    if (unreadable > 0) terminal.tell(`${unreadable} values open with no key and stay as they are`);
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
      const value = await {
        list: listKeys,
        rotate: rotateKeys,
        "rotate-data": rotateDataKeys,
        previous: formerDigests,
      }[action](composition);
      answer = { ok: true, value };
    } catch (fault) {
      answer = { ok: false, message: fault instanceof Error ? fault.message : String(fault) };
    }
    return 0;
  }).then(() => answer);
};

/**
 * Shows and rotates the keys that access tokens are signed with (SES-10), and rotates those that
 * sensitive columns are sealed with (PRIV-06), stopped or running. "previous" says what still hangs
 * on the SECRET_KEY of before.
 */
export const keys: Command = {
  usage: "plinth keys list|rotate|rotate-data|previous [--json]",
  mostWords: 1,
  flags: {
    app: { type: "string", help: "the application's file" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const action = ACTIONS.find((name) => name === given.words[0]);
    if (action === undefined) throw new UsageError("say list, rotate, rotate-data or previous");
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
