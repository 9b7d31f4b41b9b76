import { spawnSync } from "node:child_process";

/** How a server is run, and what must be on the machine for that. */
export type Kind = "node" | "node-packages" | "python" | "php" | "nginx" | "plinth";

/** A server that the audit is held to; its folder lies in servers/, with its labels. */
export interface Stranger {
  readonly name: string;
  readonly kind: Kind;
  /** What it is, for people. */
  readonly title: string;
  /** What its process is told, beside PORT. */
  readonly environment?: Readonly<Record<string, string>>;
}

const production = { NODE_ENV: "production" } as const;

/** All of them; those that need packages stand last, for they are fetched meanwhile. */
export const STRANGERS: readonly Stranger[] = [
  { name: "plinth", kind: "plinth", title: "Plinth (Cibozer)" },
  { name: "flask", kind: "python", title: "Flask, as in its tutorial" },
  { name: "flask-strict", kind: "python", title: "Flask with headers by hand" },
  { name: "nginx-default", kind: "nginx", title: "nginx, a first configuration" },
  { name: "nginx-careful", kind: "nginx", title: "nginx with care, static files" },
  { name: "php-blog", kind: "php", title: "PHP page as WordPress makes them" },
  { name: "php-weak", kind: "php", title: "PHP, deliberately weak" },
  { name: "node-http", kind: "node", title: "plain node:http" },
  { name: "spa", kind: "node", title: "node:http for a single-page application" },
  {
    name: "express-default",
    kind: "node-packages",
    title: "Express without helmet",
    environment: production,
  },
  {
    name: "express-hardened",
    kind: "node-packages",
    title: "Express with helmet",
    environment: production,
  },
  { name: "express-tutorial", kind: "node-packages", title: "Express, deliberately weak" },
  { name: "hono", kind: "node-packages", title: "Hono with secureHeaders" },
  { name: "nest", kind: "node-packages", title: "NestJS as it is made" },
  {
    name: "better-auth",
    kind: "node-packages",
    title: "better-auth",
    environment: production,
  },
  { name: "fastify", kind: "node-packages", title: "Fastify with helmet" },
];

/** Debian's own Python: the one that its package python3-flask belongs to. */
export const PYTHON = "/usr/bin/python3";
export const PHP = "/usr/bin/php";
export const NGINX = "/usr/sbin/nginx";

const NEEDED: Readonly<Partial<Record<Kind, readonly [string, readonly string[], string]>>> = {
  python: [PYTHON, ["-c", "import flask"], "python3-flask"],
  php: [PHP, ["-v"], "php-cli"],
  nginx: [NGINX, ["-v"], "nginx-light"],
};

/** The Debian package without which servers of a kind cannot run here; undefined if all is there. */
export const missingFor = (kind: Kind): string | undefined => {
  const needed = NEEDED[kind];
  if (needed === undefined) return undefined;
  const [program, words, packageName] = needed;
  return spawnSync(program, words).status === 0 ? undefined : packageName;
};
