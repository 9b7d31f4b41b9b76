import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free-port.ts";
import type { CertificatePaths } from "./certificates.ts";

const SHIPPED = fileURLToPath(new URL("../../deployment/nginx-ssl.conf", import.meta.url));
const PROGRAM = "/usr/sbin/nginx";
const START_MS = 10_000;

/** Whether Debian's nginx is here. */
export const hasNginx = spawnSync(PROGRAM, ["-v"]).status === 0;

/** Says loudly that nginx tests cannot run here. */
export const warnWithoutNginx = (): void => {
  if (!hasNginx)
    process.stderr.write("\n*** SKIPPED: no nginx (apt-get install nginx-light) ***\n");
};

/** The configuration that is shipped, running. */
export interface Nginx {
  readonly port: number;
  readonly plainPort: number;
  /** What `nginx -t` said. */
  readonly tested: string;
  readonly stop: () => Promise<void>;
}

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.family === "IPv6");

/** One server, or several of which each call gets any; who does not answer is left out for a second. */
const upstreamWords = (ports: readonly number[]): string =>
  ports.length === 1
    ? `server 127.0.0.1:${ports[0]};`
    : `random; ${ports.map((port) => `server 127.0.0.1:${port} fail_timeout=1s;`).join(" ")}`;

/** The shipped file with names, ports and paths of the test in the place of the examples. */
const configuration = (
  files: CertificatePaths,
  ports: { readonly upstream: readonly number[]; readonly tls: number; readonly plain: number },
): string => {
  const shipped = readFileSync(SHIPPED, "utf8");
  const replace = (text: string, from: string | RegExp, to: string): string => {
    if (text.search(from) === -1) throw new Error(`${String(from)} is not in the shipped file`);
    return text.replaceAll(from, to);
  };
  const changes: readonly (readonly [RegExp, string])[] = [
    [/^ {4}server 127\.0\.0\.1:8000;/gm, upstreamWords(ports.upstream)],
    [/\/etc\/letsencrypt\/live\/app\.example\.org\/fullchain\.pem/g, files.TLS_CERT],
    [/\/etc\/letsencrypt\/live\/app\.example\.org\/privkey\.pem/g, files.TLS_KEY],
    [/listen 80;/g, `listen 127.0.0.1:${ports.plain};`],
    [/listen 443 /g, `listen 127.0.0.1:${ports.tls} `],
    [/listen \[::\]:80;/g, hasIpv6 ? `listen [::1]:${ports.plain};` : ""],
    [/listen \[::\]:443 ([^;]+);/g, hasIpv6 ? `listen [::1]:${ports.tls} $1;` : ""],
    // What is shipped is waited for by nobody here; a few seconds are enough for a busy machine.
    [/client_header_timeout 10s;/g, "client_header_timeout 4s;"],
    [/server_name app\.example\.org;/g, "server_name localhost;"],
  ];
  return changes.reduce((text, [from, to]) => replace(text, from, to), shipped);
};

const wrap = (folder: string, included: string): string => `
daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
  # As Debian's own nginx.conf has it; the shipped file has to do away with it.
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  include ${included};
}
`;

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

/** Starts nginx with the shipped configuration in front of a port of this machine, or of several. */
export const startNginx = async (options: {
  readonly folder: string;
  readonly files: CertificatePaths;
  readonly upstream: number | readonly number[];
}): Promise<Nginx> => {
  const { folder, files } = options;
  const upstream = [options.upstream].flat();
  const ports = { upstream, tls: await freePort(), plain: await freePort() };
  const included = join(folder, "nginx-ssl.conf");
  const main = join(folder, "nginx.conf");
  writeFileSync(included, configuration(files, ports));
  writeFileSync(main, wrap(folder, included));
  const words = ["-p", folder, "-c", main, "-e", "stderr"];
  const { stderr, status } = spawnSync(PROGRAM, [...words, "-t"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`nginx -t: ${stderr}`);
  const child: ChildProcess = spawn(PROGRAM, words, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const deadline = Date.now() + START_MS;
  while (!(await isOpen(ports.tls))) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error("nginx did not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port: ports.tls,
    plainPort: ports.plain,
    tested: stderr,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};
