import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ApplicationDefinition } from "#app";
import { BootError } from "#core";

interface Pointer {
  readonly app: string;
  readonly base: string;
}

interface Manifest {
  readonly plinth?: { readonly app?: unknown };
}

const readManifest = (file: string): Manifest => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    throw new BootError([`${file} is no JSON: ${fault.message}`]);
  }
};

/** The nearest package.json upwards that names an application under "plinth". */
const findPointer = (directory: string): Pointer | undefined => {
  const file = join(directory, "package.json");
  if (existsSync(file)) {
    const app = readManifest(file).plinth?.app;
    if (typeof app === "string") return { app, base: file };
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : findPointer(parent);
};

/**
 * The file of the application that `--app` or the nearest package.json names: a package name or a path.
 * @throws {BootError} when there is none, or no such file.
 */
export const findApplication = (given: string | undefined, directory: string): string => {
  const pointer =
    given === undefined
      ? findPointer(directory)
      : { app: resolve(directory, given), base: join(directory, "package.json") };
  if (pointer === undefined) {
    throw new BootError([
      'no application here; add "plinth": { "app": "./application.js" } to package.json or pass --app FILE',
    ]);
  }
  try {
    return createRequire(pointer.base).resolve(pointer.app);
  } catch {
    throw new BootError([`there is no application ${pointer.app}; pass --app FILE`]);
  }
};

/**
 * What the engine said of code that it could not even link, with the place. Its stack names nothing
 * but the loader; a fault of code that ran keeps its own, which leads to the line.
 */
const linkProblem = (fault: unknown, file: string): BootError | undefined => {
  if (!(fault instanceof Error)) return undefined;
  const { code } = fault as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND") {
    return new BootError([`${file} cannot be loaded: ${fault.message}`]);
  }
  if (!(fault instanceof SyntaxError)) return undefined;
  // Some faults begin with the file and the line; others say neither.
  const [first = ""] = (fault.stack ?? "").split("\n");
  const isPlace = /^(?:file:|\/).*:\d+$/.test(first);
  return new BootError([
    isPlace
      ? `${first} cannot be loaded: ${fault.message}`
      : `${file}, or a file that it imports, cannot be loaded: ${fault.message}; node --check FILE names the line`,
  ]);
};

const importFrom = async (file: string): Promise<{ application?: ApplicationDefinition }> => {
  try {
    return (await import(pathToFileURL(file).href)) as { application?: ApplicationDefinition };
  } catch (fault) {
    throw linkProblem(fault, file) ?? fault;
  }
};

/**
 * Loads the application that `--app` or the nearest package.json names.
 * @throws {BootError} when there is none, its code is none, or the file exports no `application`.
 */
export const loadDefinition = async (
  given: string | undefined,
  directory: string,
): Promise<ApplicationDefinition> => {
  const file = findApplication(given, directory);
  const loaded = await importFrom(file);
  if (loaded.application === undefined) {
    throw new BootError([`${file} exports no \`application\`; see defineApplication`]);
  }
  return loaded.application;
};
