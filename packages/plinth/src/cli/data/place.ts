import { resolve } from "node:path";
import type { DataPlace } from "#app";
import { Secret } from "#core";
import { type Terminal, UsageError } from "../command.ts";

const POSTGRESQL = /^postgres(ql)?:\/\//;
const VARIABLE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

/**
 * Reads where a database is: a directory, postgresql://…, or env:NAME for a variable that holds
 * either, so that no password stands in a command line, which everybody on the machine can read.
 * @throws {UsageError} for an unset variable and for other kinds of address; it quotes no value.
 */
export const readPlace = (
  text: string,
  flag: string,
  terminal: Pick<Terminal, "environment" | "directory">,
): DataPlace => {
  const name = VARIABLE.exec(text)?.[1];
  const value = name === undefined ? text : terminal.environment[name];
  if (value === undefined || value === "") throw new UsageError(`--${flag}: ${name} is not set`);
  if (POSTGRESQL.test(value)) return { kind: "postgresql", url: new Secret(value) };
  if (isAddress(value)) {
    throw new UsageError(`--${flag}: name a directory or an address postgresql://…`);
  }
  return { kind: "embedded", directory: resolve(terminal.directory, value) };
};

/** The place without user, password and parameters, for people. */
export const describePlace = (place: DataPlace): string => {
  if (place.kind === "embedded") return `embedded ${place.directory}`;
  const url = URL.parse(place.url.reveal());
  return url === null ? "postgresql" : `postgresql ${url.host}${url.pathname}`;
};

/** Whether both are one directory. Of two servers only they know; a full target is refused anyway. */
export const isSamePlace = (one: DataPlace, other: DataPlace): boolean =>
  one.kind === "embedded" && other.kind === "embedded" && one.directory === other.directory;
