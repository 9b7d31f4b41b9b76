import type { Composition } from "#app";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { withData } from "../with-composition.ts";

type Migrator = Composition["migrator"];

/** What a verb found: for programs, for people, and whether all is well. */
interface Outcome {
  readonly value: unknown;
  readonly lines: readonly string[];
  readonly isWell: boolean;
}

const moved = (ids: readonly string[], word: string, key: string): Outcome => ({
  value: { [key]: ids },
  lines: [ids.length === 0 ? "nothing to do" : `${word} ${ids.join(", ")}`],
  isWell: true,
});

const status = async (migrator: Migrator): Promise<Outcome> => {
  const value = await migrator.status();
  const lines = [
    ...value.applied.map(({ id }) => `applied  ${id}`),
    ...value.pending.map((id) => `pending  ${id}`),
    ...value.unknown.map((id) => `unknown  ${id}`),
    ...value.ahead.map((id) => `ahead    ${id}`),
    ...value.changed.map((id) => `changed  ${id}`),
  ];
  return { value, lines, isWell: true };
};

const diff = async (migrator: Migrator): Promise<Outcome> => {
  const differences = await migrator.diff();
  const { pending } = await migrator.status();
  const lines = differences.flatMap(({ kind, part, expected, found }) => [
    `${kind}  ${part}`,
    ...(expected === undefined ? [] : [`  migrations make: ${expected}`]),
    ...(found === undefined ? [] : [`  the database has: ${found}`]),
  ]);
  const waiting =
    pending.length === 0 ? "" : `; ${pending.length} pending migrations are not drift`;
  return {
    value: { differences, pending },
    lines: lines.length === 0 ? [`the schema is what its migrations make${waiting}`] : lines,
    isWell: differences.length === 0,
  };
};

const verify = async (migrator: Migrator): Promise<Outcome> => {
  const problems = await migrator.verify();
  const { applied, pending } = await migrator.status();
  const well = `${applied.length} applied migrations form a chain and have their checksums; ${pending.length} pending`;
  return {
    value: { problems, applied: applied.length, pending: pending.length },
    lines: problems.length === 0 ? [well] : problems,
    isWell: problems.length === 0,
  };
};

/** Rows go with the tables of a migration: which ones is said, and not left to the newest. */
const down = async (migrator: Migrator, given: Arguments): Promise<Outcome> => {
  const { applied } = await migrator.status();
  const last = applied.at(-1)?.id;
  const to = given.text("to");
  if (to === undefined && !given.isSet("one") && last !== undefined) {
    throw new UsageError(
      `this would take back ${last}, with the rows of what it made; say --one for that, or --to ID for the last one that stays`,
    );
  }
  return moved(await migrator.down(to), "took back", "undone");
};

const VERBS: Readonly<Record<string, (migrator: Migrator, given: Arguments) => Promise<Outcome>>> =
  {
    up: async (migrator) => moved(await migrator.up(), "applied", "applied"),
    down,
    status,
    diff,
    verify,
  };

/** Moves the database's structure, tells where it stands, or checks it. */
export const migrate: Command = {
  usage: "plinth migrate up | down --one|--to ID | status | diff | verify [--json]",
  mostWords: 1,
  verbs: {
    up: ["app", "json"],
    down: ["app", "to", "one", "json"],
    status: ["app", "json"],
    diff: ["app", "json"],
    verify: ["app", "json"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    to: { type: "string", help: "the last migration that stays" },
    one: { type: "boolean", help: "takes back the newest one alone" },
    json: { type: "boolean", help: "print the result as JSON" },
  },
  run: async (given: Arguments, terminal: Terminal) => {
    const [name = ""] = given.words;
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (verb === undefined) throw new UsageError("say up, down, status, diff or verify");
    if (given.text("to") !== undefined && given.isSet("one")) {
      throw new UsageError("--one or --to, not both");
    }
    return withData(given.text("app"), terminal, async ({ migrator }) => {
      const { value, lines, isWell } = await verb(migrator, given);
      for (const line of given.isSet("json") ? [JSON.stringify(value, null, 2)] : lines) {
        terminal.print(line);
      }
      return isWell ? 0 : 1;
    });
  },
};
