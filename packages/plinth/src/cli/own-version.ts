import { readFileSync } from "node:fs";
import { BootError } from "#core";

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** Sources and build lie equally deep. */
const ownManifest = (): Manifest =>
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Manifest;

/** The version of this tool. */
export const ownVersion = (): string => ownManifest().version;

const numbersOf = (version: string): readonly number[] =>
  version
    .replace(/^[^\d]*/, "")
    .split(".")
    .map(Number);

/**
 * What an old Node lacks would be named by its loader, in a stack trace.
 * @throws {BootError} where `running`, such as 24.1.0, is older than what package.json asks for.
 */
export const requireNode = (running: string): void => {
  const [major = 0, minor = 0] = numbersOf(running);
  const wanted = numbersOf(ownManifest().engines.node);
  const [wantedMajor = 0, wantedMinor = 0] = wanted;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new BootError([
    `Plinth needs Node ${wanted.join(".")} or later, and this is ${running}; npm install node puts a newer one into a project`,
  ]);
};
