import type { Command } from "./command.ts";

/** A command as `plinth help` lists it; what it is made of is loaded once it is called. */
export interface CommandEntry {
  readonly name: string;
  /** One line. */
  readonly help: string;
  readonly load: () => Promise<Command>;
}

/**
 * Every command. Each is loaded by itself: whoever audits needs no database, and `plinth help`
 * needs nothing at all.
 */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "serve",
    help: "starts the application",
    load: async () => (await import("./commands/serve.ts")).serve,
  },
  {
    name: "gateway",
    help: "fronts an application in any language with the policies of a file",
    load: async () => (await import("./commands/gateway.ts")).gateway,
  },
  {
    name: "front",
    help: "holds the public port with two slots behind it, and keeps the deployed release serving",
    load: async () => (await import("./deploy/front.ts")).front,
  },
  {
    name: "deploy",
    help: "checks the release of this directory and switches to it with no request lost; status, rollback",
    load: async () => (await import("./deploy/deploy.ts")).deploy,
  },
  {
    name: "routes",
    help: "prints every route with its whole policy, or compares it with the committed table",
    load: async () => (await import("./commands/routes.ts")).routes,
  },
  {
    name: "user",
    help: "creates an account (--password - reads standard input); counts stored hashes by scheme",
    load: async () => (await import("./commands/user.ts")).user,
  },
  {
    name: "import-users",
    help: "imports accounts with the password hashes of another system; one line for each refused row",
    load: async () => (await import("./commands/import-users.ts")).importUsers,
  },
  {
    name: "migrate",
    help: "runs, takes back, lists or checks migrations; the application must be stopped for up and down",
    load: async () => (await import("./commands/migrate.ts")).migrate,
  },
  {
    name: "migrate-data",
    help: "moves all rows of a stopped application between embedded and PostgreSQL, and compares them",
    load: async () => (await import("./data/move.ts")).migrateData,
  },
  {
    name: "db",
    help: "db report tells what the database of a running instance is busy with; db move is migrate-data",
    load: async () => (await import("./data/db.ts")).db,
  },
  {
    name: "backup",
    help: "makes, lists, verifies, restores and drills backups; exit 1 when one is not whole",
    load: async () => (await import("./backup/backup.ts")).backup,
  },
  {
    name: "failover",
    help: "tells who leads, whether a loss would be survived, tries it, and does it; exit 1 when not",
    load: async () => (await import("./failover/failover.ts")).failover,
  },
  {
    name: "standby",
    help: "keeps a copy of what another instance ships, and takes over when that one is lost",
    load: async () => (await import("./failover/standby.ts")).standby,
  },
  {
    name: "audit",
    help: "checks a running service from outside; exit 1 when a claim does not hold",
    load: async () => {
      (await import("./audit/small-heap.ts")).keepHeapSmall();
      return (await import("./audit/audit.ts")).audit;
    },
  },
  {
    name: "audit-log",
    help: "verifies or exports the audit trail; exit 1 and the first entry where it does not hold",
    load: async () => (await import("./audit-log/audit-log.ts")).auditLog,
  },
  {
    name: "report",
    help: "makes the readiness report of a deployment out of evidence; exit 1 when a gate is unmet",
    load: async () => (await import("./report/report.ts")).report,
  },
  {
    name: "load",
    help: "sends load and measures; exit 1 when an objective is missed or the server counts otherwise",
    load: async () => (await import("./load/load.ts")).load,
  },
  {
    name: "drill",
    help: "breaks throwaway instances on purpose; exit 1 when something did not hold, or did not run",
    load: async () => (await import("./drill/drill.ts")).drill,
  },
  {
    name: "bench",
    help: "measures the application on this machine; exit 1 where it became worse or misses a target",
    load: async () => (await import("./bench/bench.ts")).bench,
  },
  {
    name: "profile",
    help: "says where an instance spends its time under load: flame graph and self time by room",
    load: async () => (await import("./profile/profile.ts")).profile,
  },
  {
    name: "doctor",
    help: "settings, database, audit and a little load in one bundle without secrets",
    load: async () => (await import("./doctor/doctor.ts")).doctor,
  },
  {
    name: "properties",
    help: "runs the generated tests with more cases or a known seed; counts what is implemented",
    load: async () => (await import("./properties/properties.ts")).properties,
  },
  {
    name: "health",
    help: "tells how every part of a service is; exit 1 when a required one is down or none answers",
    load: async () => (await import("./commands/health.ts")).health,
  },
  {
    name: "status",
    help: "lists what runs on this data directory, part by part; exit 1 when one of them does not",
    load: async () => (await import("./status/status.ts")).status,
  },
  {
    name: "stats",
    help: "prints CPU, memory, disk, network, lag and what is under way of the running instance",
    load: async () => (await import("./stats/stats.ts")).stats,
  },
  {
    name: "logs",
    help: "shows the log out of its files, by component, category, level, request; --follow goes on",
    load: async () => (await import("./logs/logs.ts")).logs,
  },
  {
    name: "config",
    help: "checks the settings of this directory, lists all variables, prints env.example",
    load: async () => (await import("./commands/config.ts")).config,
  },
  {
    name: "secrets",
    help: "prints two random keys of 64 characters; put them where only the server reads them",
    load: async () => (await import("./commands/secrets.ts")).secrets,
  },
  {
    name: "setup",
    help: "makes the secrets that are missing, closes files to others, makes the first backup; safe again",
    load: async () => (await import("./setup/setup.ts")).setup,
  },
  {
    name: "panic",
    help: "for a breach: ends all sessions and keys and starts nothing but maintenance mode",
    load: async () => (await import("./panic/panic.ts")).panic,
  },
  {
    name: "limits",
    help: "shows limits with what they refused, and changes them without a restart",
    load: async () => (await import("./commands/limits.ts")).limits,
  },
  {
    name: "inspect",
    help: "counts the rules by category, prints every rate on a corpus, or names what a text meets",
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
  {
    name: "sign",
    help: "prints the headers of a signed request; key and secret come from the environment",
    load: async () => (await import("./commands/signing/sign.ts")).sign,
  },
  {
    name: "keys",
    help: "the keys of access tokens and of sealed columns; rotates either, with nobody signed out",
    load: async () => (await import("./commands/keys.ts")).keys,
  },
  {
    name: "privacy",
    help: "the record of processing, what is kept too long, and breaches with their 72 hours",
    load: async () => (await import("./privacy/privacy.ts")).privacy,
  },
  {
    name: "billing",
    help: "starts a stub of Stripe on this machine, to walk through payments in development",
    load: async () => (await import("./billing/billing.ts")).billing,
  },
  {
    name: "mail",
    help: "shows the newest mails of the development mailbox",
    load: async () => (await import("./commands/mail.ts")).mail,
  },
];
