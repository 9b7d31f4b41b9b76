import { type Composition, sendControl } from "#app";
import type { HashReport } from "#modules/credentials";
import type { Arguments, Terminal } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";
import { requireCredentials } from "./credentials-service.ts";

/** How the passwords of all accounts are stored. */
export const countHashes = (composition: Composition): Promise<HashReport> =>
  requireCredentials(composition).countHashes();

const STATES = {
  current: "as new ones",
  outdated: "replaced at the next sign-in",
  weak: "weak; replaced at the next sign-in",
  unreadable: "never opens; needs a reset",
} as const;

const print = ({ kinds, withoutPassword }: HashReport, terminal: Terminal): void => {
  const width = Math.max(0, ...kinds.map(({ label }) => label.length));
  for (const { label, state, accounts } of kinds) {
    terminal.print(`${String(accounts).padStart(9)}  ${label.padEnd(width)}  ${STATES[state]}`);
  }
  terminal.print(`${String(withoutPassword).padStart(9)}  without a password`);
  const weak = kinds.filter(({ state }) => state === "weak");
  const accounts = weak.reduce((sum, kind) => sum + kind.accounts, 0);
  terminal.print(`${accounts} still weak`);
};

/** `plinth user hashes`: counts stored passwords by scheme, on a stopped or a running instance. */
export const userHashes = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const show = (report: HashReport): number => {
    if (given.isSet("json")) terminal.print(JSON.stringify(report));
    else print(report, terminal);
    return 0;
  };
  const { dataDirectory } = loadSettings(terminal);
  const answer = await sendControl(dataDirectory, { command: "user.hashes", arguments: {} });
  if (answer?.ok === false) {
    terminal.tell(`plinth: ${answer.message}`);
    return 1;
  }
  if (answer !== undefined) return show(answer.value as HashReport);
  return withData(given.text("app"), terminal, async (composition) => {
    await composition.migrator.up();
    return show(await countHashes(composition));
  });
};
