import { readFileSync } from "node:fs";
import { sendControl } from "#app";
import { AppError } from "#core";
import { type Arguments, type Command, requireText, UsageError } from "../command.ts";
import { createUser, type NewUser } from "../control/control-commands.ts";
import { userHashes } from "../control/user-hashes.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";

/** A password may come from standard input, so that it need not stand in argv. */
const readPassword = (given: Arguments): string => {
  const typed = given.text("password");
  // Whoever forgot it would wait for a terminal that waits for them.
  if (typed === undefined) throw new UsageError("--password is missing; - is standard input");
  if (typed !== "-") return typed;
  return readFileSync(0, "utf8").replace(/\r?\n$/, "");
};

const readUser = (given: Arguments): NewUser => {
  const email = requireText(given, "email");
  return {
    email,
    password: readPassword(given),
    role: given.text("role") ?? "user",
    tier: given.text("tier") ?? "free",
    name: given.text("name") ?? email.split("@")[0] ?? "",
  };
};

const explain = (fault: unknown): string => {
  if (!(fault instanceof AppError)) throw fault;
  const faults = fault.faults.map(({ field, message }) => `${field} ${message}`);
  return faults.length === 0 ? fault.message : `${fault.message}: ${faults.join("; ")}`;
};

/** Makes accounts: directly in the data of a stopped instance, or through a running one. */
export const user: Command = {
  usage: "plinth user create --email E --password P [--role R] [--tier T] [--name N] | hashes",
  mostWords: 1,
  verbs: {
    create: ["app", "email", "password", "role", "tier", "name", "json"],
    hashes: ["app", "json"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    email: { type: "string", help: "e-mail address" },
    password: { type: "string", help: "password, or - for standard input" },
    role: { type: "string", help: "user (default) or admin" },
    tier: { type: "string", help: "free (default) or premium" },
    name: { type: "string", help: "name shown in the application" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    if (given.words[0] === "hashes") return userHashes(given, terminal);
    if (given.words[0] !== "create") throw new UsageError("say create or hashes");
    const wanted = readUser(given);
    const report = (value: unknown): number => {
      const { id, email, role, tier } = value as Record<string, unknown>;
      if (given.isSet("json")) terminal.print(JSON.stringify({ id, email, role, tier }));
      else terminal.print(`created ${String(email)} (${String(role)}, ${String(tier)})`);
      return 0;
    };
    const refuse = (message: string): number => {
      terminal.tell(`plinth: ${message}`);
      return 1;
    };
    const answer = await sendControl(loadSettings(terminal).dataDirectory, {
      command: "user.create",
      arguments: { ...wanted },
    });
    if (answer !== undefined) return answer.ok ? report(answer.value) : refuse(answer.message);
    return withData(given.text("app"), terminal, async (composition) => {
      await composition.migrator.up();
      await composition.modules.start();
      try {
        return report(await createUser(composition, wanted));
      } catch (fault) {
        return refuse(explain(fault));
      }
    });
  },
};
