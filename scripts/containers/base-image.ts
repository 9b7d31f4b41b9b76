import { copyFileSync, cpSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Engine } from "./engine.ts";
import { must, run } from "./shell.ts";

/** What images are built from where none can be pulled; its name says that it has no digest. */
export const LOCAL_BASE = "plinth-local/node:24";

const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

/**
 * The stand-in for node:24-bookworm-slim on machines that reach no registry of images: a minimal
 * Debian, the pinned Node and the npm of this machine, and the same user 1000. For tests alone.
 */
export const makeBase = async (engine: Engine, directory: string, node: string): Promise<void> => {
  if ((await engine.try(["image", "inspect", LOCAL_BASE])).code === 0) return;
  mkdirSync(directory, { recursive: true });
  const archive = join(directory, "base.tar");
  if (!existsSync(archive)) {
    await must("mmdebstrap", [
      ...["--variant=minbase", "--include=ca-certificates", "bookworm", archive],
    ]);
  }
  const npm = (await must("which", ["npm"])).trim();
  cpSync(dirname(dirname(realpathSync(npm))), join(directory, "npm"), { recursive: true });
  copyFileSync(node, join(directory, "node"));
  copyFileSync(AUTHORITIES, join(directory, "authorities.crt"));
  writeFileSync(
    join(directory, "Dockerfile"),
    `FROM scratch
ADD base.tar /
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
# The way out of this machine may be signed by an authority of its own.
COPY authorities.crt ${AUTHORITIES}
ENV NODE_EXTRA_CA_CERTS=${AUTHORITIES}
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
 && groupadd -g 1000 node && useradd -u 1000 -g 1000 -m node
`,
  );
  await engine.docker(["build", "--quiet", "--network", "host", "-t", LOCAL_BASE, directory]);
};

/** Stand-ins for the images of the two stores: Debian's packages, with what their images offer. */
export const makeStores = async (engine: Engine, directory: string): Promise<void> => {
  const folder = join(directory, "stores");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "postgres-start"),
    `#!/bin/sh
set -eu
PGDATA=/var/lib/postgresql/data
PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
mkdir -p /run/postgresql && chown postgres /run/postgresql "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  [ -z "\${POSTGRES_PASSWORD_FILE:-}" ] || POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
  printf %s "$POSTGRES_PASSWORD" > /run/postgresql/first && chown postgres /run/postgresql/first
  su postgres -c "$(command -v initdb) -D $PGDATA -U $POSTGRES_USER --pwfile=/run/postgresql/first \\
    --auth-host=scram-sha-256 --auth-local=trust" >/dev/null
  su postgres -c "$(command -v pg_ctl) -D $PGDATA -w start -o '-c listen_addresses=' -l /dev/null" >/dev/null
  su postgres -c "createdb -h /run/postgresql -U $POSTGRES_USER $POSTGRES_DB"
  su postgres -c "$(command -v pg_ctl) -D $PGDATA -w stop" >/dev/null
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups \\
  "$(command -v postgres)" -D "$PGDATA" -c listen_addresses='*'
`,
  );
  writeFileSync(
    join(folder, "Dockerfile"),
    `FROM ${LOCAL_BASE} AS packages
RUN apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q \\
  --no-install-recommends postgresql redis-server >/dev/null
FROM packages AS postgres
COPY --chmod=755 postgres-start /usr/local/bin/postgres-start
RUN ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ 2>/dev/null; true
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres-start"]
FROM packages AS redis
`,
  );
  for (const name of ["postgres", "redis"]) {
    const words = ["build", "--quiet", "--network", "host", "--target", name];
    await engine.docker([...words, "-t", `plinth-local/${name}`, folder]);
  }
};

/**
 * The digest of an image that can be pulled.
 * @throws {Error} where it cannot.
 */
export const pullBase = async (engine: Engine, name: string): Promise<string> => {
  await engine.docker(["pull", "--quiet", name]);
  const digests = await engine.docker([
    ...["image", "inspect", "--format", "{{index .RepoDigests 0}}", name],
  ]);
  return digests.trim();
};

/** Whether what the local base is made with is here. */
export const canMakeBase = async (): Promise<boolean> =>
  (await run("mmdebstrap", ["--version"])).code === 0;
