/**
 * The rooms table of docs/ARCHITECTURE.md, enforced word for word. A room not named in another
 * room's list is not reachable from it; a room is entered by its door (index.ts) only.
 */
const ground = ["core", "crypto", "config", "telemetry", "resilience"];
const rooms = {
  core: [],
  crypto: ["core"],
  signatures: [],
  client: ["signatures"],
  config: ["core"],
  telemetry: ["core"],
  resilience: ["core"],
  store: ground,
  services: [...ground, "store"],
  policy: ["core"],
  http: ["core", "crypto", "config", "telemetry", "policy"],
  protection: [...ground, "signatures", "services", "policy", "http"],
  modules: [...ground, "signatures", "store", "services", "policy", "http"],
  gateway: [...ground, "services", "policy", "http", "protection"],
  ops: [...ground, "store", "services"],
  readiness: [...ground, "policy", "client"],
  load: ["core"],
  instance: ["core"],
  app: [
    ...ground,
    "store",
    "services",
    "policy",
    "http",
    "protection",
    "modules",
    "gateway",
    "ops",
  ],
  cli: [
    "core",
    "config",
    "telemetry",
    "client",
    "modules",
    "ops",
    "readiness",
    "load",
    "instance",
    "drill",
    "app",
  ],
  // Its instance is an application: it defines jobs as any does.
  drill: [
    ...ground,
    "store",
    "services",
    "policy",
    "http",
    "modules",
    "readiness",
    "instance",
    "app",
    "testing",
  ],
  testing: [...ground, "signatures", "client", "store", "services", "http", "modules", "app"],
};
const src = "^packages/plinth/src";
const tests = "\\.(test|test-support)\\.tsx?$";

/** A room may reach only the rooms of its row (its own files and packages aside). */
const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `${room} may import: ${allowed.join(", ") || "nothing"}`,
  severity: "error",
  from: { path: `${src}/${room}/`, pathNot: tests },
  to: { path: `${src}/[^/]+/`, pathNot: [room, ...allowed].map((name) => `${src}/${name}/`) },
}));

/** Another room is entered by its door; folders of services, protection and modules have a door each. */
const doorRules = Object.keys(rooms).map((room) => ({
  name: `through-the-door-of-${room}`,
  comment: "another room is imported by its index.ts only",
  severity: "error",
  from: { path: `${src}/`, pathNot: [`${src}/${room}/`, tests] },
  to: {
    path: `${src}/${room}/`,
    pathNot: [`${src}/${room}/index\\.ts$`, `${src}/${room}/[^/]+/index\\.ts$`],
  },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...doorRules,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "through-the-door-of-a-module",
      severity: "error",
      from: { path: `${src}/(modules|services|protection)/([^/]+)/`, pathNot: tests },
      to: {
        path: `${src}/$1/`,
        pathNot: [`${src}/$1/$2/`, `${src}/$1/[^/]+/index\\.ts$`, `${src}/$1/[^/]+\\.ts$`],
      },
    },
    {
      name: "only-routes-know-http",
      severity: "error",
      from: {
        path: `${src}/modules/[^/]+/`,
        pathNot: [
          "/routes\\.ts$",
          "/[a-z-]+-routes\\.ts$",
          "/module\\.ts$",
          `${src}/modules/contract/`,
          tests,
        ],
      },
      to: { path: `${src}/http/` },
    },
    {
      name: "only-repository-knows-store",
      severity: "error",
      from: {
        path: `${src}/modules/[^/]+/`,
        pathNot: [
          "repository\\.ts$",
          "/migrations/",
          "/module\\.ts$",
          `${src}/modules/contract/`,
          tests,
        ],
      },
      to: { path: `${src}/store/` },
    },
    {
      name: "apps-use-the-public-api",
      severity: "error",
      from: { path: ["^apps/", "^packages/console/"] },
      to: { path: `${src}/`, pathNot: [`${src}/index\\.ts$`, `${src}/testing/index\\.ts$`] },
    },
    {
      name: "console-never-imports-the-server",
      severity: "error",
      from: { path: "^packages/console/" },
      to: { path: `${src}/` },
    },
    {
      name: "planner-core-is-pure",
      severity: "error",
      from: { path: "^apps/cibozer/core/", pathNot: tests },
      to: { pathNot: ["^apps/cibozer/core/", "^apps/cibozer/data/"] },
    },
    {
      name: "web-never-imports-the-server",
      severity: "error",
      from: { path: "^apps/cibozer/web/" },
      to: { path: ["^apps/cibozer/server/", `${src}/`] },
    },
    {
      name: "no-tests-in-product",
      severity: "error",
      from: { pathNot: [tests, "^e2e/"] },
      to: { path: tests },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(catalog|recipe-steps):" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["/dist/", "/node_modules/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      conditionNames: ["plinth-source", "import", "types", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js", ".css"],
    },
  },
};
