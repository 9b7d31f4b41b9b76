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

/** The nearest package.json upwards that names an application under "plinth". */
const findPointer = (directory: string): Pointer | undefined => {
  const file = join(directory, "package.json");
  if (existsSync(file)) {
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { plinth?: { app?: unknown } };
    const app = manifest.plinth?.app;
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
 * Loads the application that `--app` or the nearest package.json names.
 * @throws {BootError} when there is none, or the file exports no `application`.
 */
export const loadDefinition = async (
  given: string | undefined,
  directory: string,
): Promise<ApplicationDefinition> => {
  const file = findApplication(given, directory);
  const loaded = (await import(pathToFileURL(file).href)) as {
    application?: ApplicationDefinition;
  };
  if (loaded.application === undefined) {
    throw new BootError([`${file} exports no \`application\`; see defineApplication`]);
  }
  return loaded.application;
};
