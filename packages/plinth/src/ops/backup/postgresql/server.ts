import { createHash, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Secret, splitServers } from "#core";
import { BackupFault } from "../fault.ts";
import { makeOwned, type Places, REPOSITORY, writeConfiguration } from "./configuration.ts";
import { ownerOf, requireLocalServer } from "./host.ts";
import {
  createRepository,
  type Repository,
  type RepositoryInfo,
  type ServerLogin,
} from "./repository.ts";
import type { Owner } from "./run-program.ts";

/** A PostgreSQL server of this machine, and where its backups are. */
export interface ServerPlace {
  /** The data directory of the server. */
  readonly server: string;
  /** Role that pgBackRest connects as; that of `url` where it is absent. */
  readonly user: string | undefined;
  /** The application's database. */
  readonly url: Secret;
  /** The directory with all backups; pgBackRest has a folder of it. */
  readonly directory: string;
  /** The data directory of Plinth; the configuration of pgBackRest lies beside it. */
  readonly dataDirectory: string;
  /** What the repository may be encrypted with: the first makes a new one. */
  readonly keys: readonly KeyObject[];
}

/** The server's backups, ready to be used. */
export interface OpenedServer {
  readonly repository: Repository;
  readonly info: RepositoryInfo;
  readonly owner: Owner | undefined;
  readonly places: Places;
  readonly user: string;
  readonly database: string;
  readonly login: () => ServerLogin;
}

/** Where the configuration of pgBackRest is. */
export const serverPlaces = (place: Omit<ServerPlace, "keys" | "url" | "user">): Places => ({
  configuration: join(`${place.dataDirectory}-pgbackrest`, "pgbackrest.conf"),
  repository: join(place.directory, REPOSITORY),
  server: place.server,
});

/** pgBackRest derives its own keys from a text; that of a key of ours tells nothing of it. */
const passphraseOf = (key: KeyObject): string =>
  createHash("sha256").update("pgbackrest\n").update(key.export()).digest("base64url");

/** Role and database are the same of every server that the setting names. */
const readUrl = (url: Secret): URL => new URL(splitServers(url.reveal())[0] ?? "");

/** Who owns what is there: the server's files, or, where they are lost, their backups. */
const ownerOfAll = ({ server, repository }: Places): Owner | undefined =>
  ownerOf(existsSync(server) ? server : repository);

/**
 * Writes the configuration with the key that fits the repository, and looks what is there. `scratch` is
 * a directory of ours that they must be able to enter.
 * @throws {BackupFault} for a repository of another key, and where pgBackRest is missing.
 */
export const openServer = async (
  place: ServerPlace,
  places: Places = serverPlaces(place),
  scratch?: string,
): Promise<OpenedServer> => {
  const owner = ownerOfAll(places);
  // What was fetched into a directory of ours is read by them.
  if (scratch !== undefined) makeOwned(scratch, owner);
  if (!existsSync(places.repository)) {
    makeOwned(place.directory, owner);
    makeOwned(places.repository, owner);
  }
  const url = readUrl(place.url);
  const user = place.user ?? decodeURIComponent(url.username);
  const password = place.user === undefined ? decodeURIComponent(url.password) : "";
  const repository = createRepository({
    configuration: places.configuration,
    owner,
    directory: places.repository,
  });
  const openWith = async (keys: readonly KeyObject[]): Promise<RepositoryInfo> => {
    const [key, ...others] = keys;
    if (key === undefined) throw new BackupFault("refused", "no key is known");
    writeConfiguration({ ...places, owner, passphrase: passphraseOf(key) });
    try {
      return await repository.info();
    } catch (fault) {
      const isOther = fault instanceof BackupFault && fault.kind === "wrong-key";
      if (!isOther || others.length === 0) throw fault;
      return openWith(others);
    }
  };
  return {
    info: await openWith(place.keys),
    ...{ repository, owner, places, user },
    database: decodeURIComponent(url.pathname.slice(1)),
    login: () => ({ ...requireLocalServer(place.server), user, password }),
  };
};
