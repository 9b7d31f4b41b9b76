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

/** Parses the rest of a command line; unknown flags and words too many are refused. */
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
    throw new UsageError(`${said}; see plinth ${command.usage.split(" ")[1]} --help`);
  }
};

/** The value of a flag that must be given. */
export const requireText = (given: Arguments, flag: string): string => {
  const value = given.text(flag);
  if (value === undefined || value === "") throw new UsageError(`--${flag} is missing`);
  return value;
};
