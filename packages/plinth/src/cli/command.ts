import { parseArgs } from "node:util";

/** Where a command reads and prints; tests pass their own. */
export interface Terminal {
  /** Prints one line for people or programs. */
  readonly print: (line: string) => void;
  /** Prints one line about progress or faults, apart from the result. */
  readonly tell: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
}

/** A flag of a command. */
export interface Flag {
  readonly type: "string" | "boolean";
  readonly help: string;
  /** May be given again and again. */
  readonly isMany?: boolean;
}

/** What was typed after the command's name. */
export interface Arguments {
  readonly words: readonly string[];
  /** All of it as it was typed. */
  readonly line: readonly string[];
  readonly text: (flag: string) => string | undefined;
  /** The values of a flag that may be given again, in order. */
  readonly texts: (flag: string) => readonly string[];
  readonly isSet: (flag: string) => boolean;
}

/** One command: words, flags, one function to call. Its name and one line of help stand in commands.ts. */
export interface Command {
  readonly usage: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /**
   * Where the first words say which of several things is done: the flags that each takes; "" is for
   * what they say nothing of. Every verb takes every flag where this is absent.
   */
  readonly verbs?: Readonly<Record<string, readonly string[]>>;
  /** How many words it takes at most; none where this is absent. */
  readonly mostWords?: number;
  /** Returns the exit code. */
  readonly run: (given: Arguments, terminal: Terminal) => Promise<number>;
}

/** A mistake in what was typed: one sentence, exit code 2. */
export class UsageError extends Error {}

/** A word that is passed over might have been meant to hold something back. */
const requireFewWords = ({ mostWords = 0 }: Command, words: readonly string[]): void => {
  const stray = words[mostWords];
  if (stray !== undefined) throw new UsageError(`${JSON.stringify(stray)} is a word too many`);
};

/** The name of a command, as its usage begins. */
const nameOf = ({ usage }: Command): string => usage.split(" ")[1] ?? "";

/** The verbs of a command that take a flag; all of them do where none is named. */
export const verbsTaking = ({ verbs }: Command, flag: string): readonly string[] => {
  const taking = Object.entries(verbs ?? {}).filter(([, flags]) => flags.includes(flag));
  return taking.length === Object.keys(verbs ?? {}).length ? [] : taking.map(([verb]) => verb);
};

/** A flag that another verb has was meant to do something: it is not passed over. */
const requireOwnFlags = (
  command: Command,
  words: readonly string[],
  typed: readonly string[],
): void => {
  const { verbs = {} } = command;
  const said = [words.slice(0, 2).join(" "), words[0] ?? "", ""];
  const verb = said.find((one) => Object.hasOwn(verbs, one));
  // The command itself says which verbs there are.
  if (verb === undefined) return;
  const stray = typed.find((flag) => !verbs[verb]?.includes(flag));
  if (stray === undefined) return;
  const called = (one: string): string => `plinth ${nameOf(command)} ${one}`.trimEnd();
  const owners = verbsTaking(command, stray).map(called).join(", ");
  throw new UsageError(`--${stray} is for ${owners}: ${called(verb)} does not take it`);
};

/** Parses the rest of a command line; flags of no or another verb and words too many are refused. */
export const parseArguments = (command: Command, rest: readonly string[]): Arguments => {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([name, { type, isMany = false }]) => [
      name,
      { type, multiple: isMany },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options,
      allowPositionals: true,
      strict: true,
    });
    requireFewWords(command, positionals);
    requireOwnFlags(command, positionals, Object.keys(values));
    return {
      words: positionals,
      line: rest,
      text: (flag) => {
        const value = values[flag];
        return typeof value === "string" ? value : undefined;
      },
      texts: (flag) => {
        const value = values[flag];
        return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
      },
      isSet: (flag) => values[flag] === true,
    };
  } catch (fault) {
    const [said = ""] = (fault instanceof Error ? fault.message : String(fault)).split(". ");
    throw new UsageError(`${said}; see plinth ${nameOf(command)} --help`);
  }
};

/** The value of a flag that must be given. */
export const requireText = (given: Arguments, flag: string): string => {
  const value = given.text(flag);
  if (value === undefined || value === "") throw new UsageError(`--${flag} is missing`);
  return value;
};
