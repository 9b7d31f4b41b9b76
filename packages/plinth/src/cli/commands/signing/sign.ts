import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SignatureFault, type SigningKey, signRequest } from "#client";
import { type Arguments, type Command, type Terminal, UsageError } from "../../command.ts";

/** Secrets come from the environment: an argument would stand in the list of processes. */
const API_KEY = "PLINTH_API_KEY";
const SECRET = "PLINTH_SIGNING_SECRET";

const requireVariable = (terminal: Terminal, name: string, what: string): string => {
  const value = terminal.environment[name];
  if (value === undefined || value === "") throw new UsageError(`set ${name} to ${what}`);
  return value;
};

const readBody = async (given: Arguments, terminal: Terminal): Promise<Uint8Array | undefined> => {
  const path = given.text("body");
  if (path === undefined) return undefined;
  try {
    return await readFile(resolve(terminal.directory, path));
  } catch {
    throw new UsageError(`--body: ${path} cannot be read`);
  }
};

const readAlgorithm = (given: Arguments): SigningKey["algorithm"] => {
  const algorithm = given.text("algorithm") ?? "hmac-sha256";
  if (algorithm === "hmac-sha256" || algorithm === "ed25519") return algorithm;
  throw new UsageError("--algorithm is hmac-sha256 or ed25519");
};

/** Prints the headers of a signed request, for `curl -H @file` (KEY-03). */
export const sign: Command = {
  usage: "plinth sign METHOD URL [--body FILE] [--algorithm ed25519]",
  mostWords: 2,
  flags: {
    body: { type: "string", help: "the file that is sent as body, byte for byte" },
    algorithm: { type: "string", help: "hmac-sha256 (default) or ed25519" },
  },
  run: async (given, terminal) => {
    const [method, url] = given.words;
    if (method === undefined || url === undefined || !URL.canParse(url)) {
      throw new UsageError("plinth sign METHOD URL, such as: plinth sign POST https://…/api/v1/x");
    }
    const apiKey = requireVariable(terminal, API_KEY, "the API key");
    const secret = requireVariable(terminal, SECRET, "the signing secret");
    const key: SigningKey = { keyId: apiKey, algorithm: readAlgorithm(given), secret };
    const body = await readBody(given, terminal);
    try {
      const headers = await signRequest({ method, url, body }, key);
      terminal.print(`Authorization: Bearer ${apiKey}`);
      for (const [name, value] of Object.entries(headers)) terminal.print(`${name}: ${value}`);
      return 0;
    } catch (fault) {
      if (fault instanceof SignatureFault) throw new UsageError(fault.message);
      throw fault;
    }
  },
};
