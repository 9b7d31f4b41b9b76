/**
 * What a contestant promises. `none` is a floor to compare with; `full` must pass every check of
 * harness/duties.ts before it may be measured.
 */
export type Duties = "none" | "full";

/** One server to measure. Each runs in a process of its own, so that none profits from another. */
export interface Contestant {
  readonly name: string;
  readonly title: string;
  /** File in this folder that starts the server. */
  readonly file: string;
  /** Passed to the file as its only argument, where one file serves several contestants. */
  readonly variant?: string;
  readonly duties: Duties;
  /** Extra flags for Node. */
  readonly nodeArgs?: readonly string[];
}

/** Everyone, in the order of the printed table. `node-http` is what all ratios are relative to. */
export const contestants: readonly Contestant[] = [
  { name: "node-http", title: "bare node:http", file: "node-http.ts", duties: "none" },
  { name: "fastify", title: "plain Fastify", file: "fastify-plain.ts", duties: "none" },
  {
    name: "minimum-session",
    title: "hand-written minimum, session cookie",
    file: "minimum.ts",
    variant: "session",
    duties: "full",
  },
  {
    name: "minimum-bearer",
    title: "hand-written minimum, cached bearer JWT",
    file: "minimum.ts",
    variant: "bearer",
    duties: "full",
  },
  {
    name: "plinth-session",
    title: "Plinth, session cookie",
    file: "plinth.ts",
    variant: "session",
    duties: "full",
    nodeArgs: ["--conditions=plinth-source"],
  },
  {
    name: "plinth-bearer",
    title: "Plinth, cached bearer JWT",
    file: "plinth.ts",
    variant: "bearer",
    duties: "full",
    nodeArgs: ["--conditions=plinth-source"],
  },
  {
    name: "plinth-bearer-cold",
    title: "Plinth, bearer JWT verified every time",
    file: "plinth.ts",
    variant: "bearer-cold",
    duties: "full",
    nodeArgs: ["--conditions=plinth-source"],
  },
  {
    name: "plinth-personal",
    title: "Plinth, session cookie, every access in the audit trail",
    file: "plinth.ts",
    variant: "personal",
    duties: "full",
    nodeArgs: ["--conditions=plinth-source"],
  },
  {
    name: "fastify-hardened",
    title: "hardened Fastify",
    file: "fastify-hardened.ts",
    duties: "full",
  },
  {
    name: "express-hardened",
    title: "hardened Express 5",
    file: "express-hardened.ts",
    duties: "full",
  },
  { name: "nest-hardened", title: "hardened NestJS", file: "nest-hardened.ts", duties: "full" },
  {
    name: "better-auth",
    title: "hardened Fastify + better-auth session",
    file: "better-auth.ts",
    variant: "session",
    duties: "full",
  },
  {
    name: "better-auth-bearer",
    title: "hardened Fastify + better-auth bearer token",
    file: "better-auth.ts",
    variant: "bearer",
    duties: "full",
  },
];
