import type { Alterations } from "#app";
import { platformErrors, type StartTimer } from "#core";
import { reply, type StageFactory } from "#http";
import type { AlertsService } from "#modules/alerts";
import type { JobsService } from "#modules/jobs";
import type { MailControl } from "#modules/mail";
import type { SloService } from "#modules/slo";
import type { Tokens } from "#modules/tokens";
import type { JumpingClock } from "./jumping-clock.ts";
import { ENTRIES_PATH } from "./paths.ts";

/** A way to break a throwaway instance, to show that a drill notices (EVID-03). */
export interface DrillSabotage {
  /** Completes "an instance that …". */
  readonly what: string;
  readonly alter?: (clock: JumpingClock) => Alterations;
  readonly startTimer?: StartTimer;
  /** What the route that declares "deny" really does. */
  readonly denies?: "allow";
  /** Its clock cannot be moved. */
  readonly isClockDeaf?: true;
  /** Its health is always good. */
  readonly claimsHealth?: true;
}

type AlterHandler = NonNullable<Alterations["handler"]>;
type Handler = Parameters<AlterHandler>[1];

/** Longer than a commit takes, so that a kill finds something that was acknowledged too early. */
const LATE_MS = 150;

const alterWrites = (change: (handler: Handler) => Handler): Alterations => ({
  handler: (policy, handler) =>
    policy.path === ENTRIES_PATH && policy.method === "POST" ? change(handler) : handler,
});

const acknowledgment = (body: unknown) => reply(201, { id: (body as { readonly id: string }).id });

const acknowledgeFirst =
  (handler: Handler): Handler =>
  (context) => {
    const later = async (): Promise<void> => {
      try {
        await handler(context);
      } catch {
        // Nobody hears of it: that is what is wrong with this instance.
      }
    };
    setTimeout(later, LATE_MS);
    return acknowledgment(context.body);
  };

const acknowledgeAnyhow =
  (handler: Handler): Handler =>
  async (context) => {
    try {
      return await handler(context);
    } catch {
      return acknowledgment(context.body);
    }
  };

const faultOfOwn =
  (handler: Handler): Handler =>
  async (context) => {
    try {
      return await handler(context);
    } catch (cause) {
      throw new Error("the write failed", { cause });
    }
  };

/** Once a write has failed, all fail. */
const stayBroken = (): ((handler: Handler) => Handler) => {
  let isBroken = false;
  return (handler) => async (context) => {
    if (isBroken) throw platformErrors.make.SERVICE_UNAVAILABLE();
    try {
      return await handler(context);
    } catch (fault) {
      isBroken = true;
      throw fault;
    }
  };
};

const unlimitedInThePast = (clock: JumpingClock): Alterations => ({
  controls: (controls) => ({
    ...controls,
    stages: {
      ...controls.stages,
      protect: controls.stages.protect.map(
        (factory): StageFactory =>
          (policy) => {
            const stage = factory(policy);
            return stage === undefined
              ? undefined
              : (context) => (clock.offset() < 0 ? undefined : stage(context));
          },
      ),
    },
  }),
});

/** The module is there, and its keeper does nothing. */
const neverProbes = (): Alterations => ({
  service: (module, service) => {
    if (module !== "slo") return service;
    const { keeper: _, ...rest } = service as SloService;
    return { ...rest, keeper: undefined };
  },
});

/** The module is there, and nobody ever looks whether a rule is broken. */
const neverLooks = (): Alterations => ({
  service: (module, service) =>
    module === "alerts" ? { ...(service as AlertsService), begin: () => undefined } : service,
});

/** The module is there, and nobody counts what waits. */
const measuresNoQueue = (): Alterations => ({
  service: (module, service) =>
    module === "jobs" ? { ...(service as JobsService), begin: () => undefined } : service,
});

/** Thanks for every report of a bounce, and does nothing about it. */
const forgetsBounces = (): Alterations => ({
  service: (module, service) =>
    module === "mail"
      ? { ...(service as MailControl), takeBounces: () => Promise.resolve(0) }
      : service,
});

/** Takes an address that its mail server refused for a good one again whenever somebody writes. */
const forgetsRefusals = (): Alterations => {
  let mail: MailControl | undefined;
  const forget = async (): Promise<void> => {
    const { suppressions = [] } = (await mail?.suppressions(undefined)) ?? {};
    for (const { id, reason } of suppressions) if (reason === "refused") await mail?.lift(id);
  };
  return {
    service: (module, service) => {
      if (module === "mail") mail = service as MailControl;
      return service;
    },
    handler: ({ method }, handler) =>
      method === "POST"
        ? async (context) => {
            await forget();
            return handler(context);
          }
        : handler,
  };
};

/** The module is there, and nothing is ever backed up. */
const neverBacksUp = (): Alterations => ({
  service: (module, service) =>
    module === "backups" ? { ...(service as object), start: () => undefined } : service,
});

/** The module is there, and takes every backup for good. */
const believesBackups = (): Alterations => ({
  service: (module, service) =>
    module === "backups" ? { ...(service as object), drill: async () => undefined } : service,
});

/** Serves the certificate of its start for ever. */
const keepsCertificate = (): Alterations => ({
  server: (options) => {
    const { create } = options;
    if (create === undefined) return options;
    return {
      ...options,
      create: (settings, listener) =>
        Object.assign(create(settings, listener), { setSecureContext: () => undefined }),
    };
  },
});

const headerOf = (token: string): string => token.split(".")[0] ?? "";

const forgetOldKeys = (): Alterations => ({
  service: (module, service) => {
    if (module !== "tokens") return service;
    const tokens = service as Tokens;
    const subject = { sub: "nobody", jti: "none", sid: "none", role: "none", tier: "none" };
    const signing = (): string => headerOf(tokens.sign({ ...subject, lifetimeSeconds: 1 }));
    return {
      ...tokens,
      verify: (token: string) =>
        headerOf(token) === signing() ? tokens.verify(token) : ({ ok: false } as const),
    };
  },
});

/** Every switch, each taking apart what one drill stands on; no real start knows them. */
export const DRILL_SABOTAGES: Readonly<Record<string, DrillSabotage>> = {
  "acknowledge-before-write": {
    what: "acknowledges a write before it is kept",
    alter: () => alterWrites(acknowledgeFirst),
  },
  "acknowledge-anyhow": {
    what: "acknowledges writes that failed",
    alter: () => alterWrites(acknowledgeAnyhow),
  },
  "outage-as-own-fault": {
    what: "answers 500 where its database is away",
    alter: () => alterWrites(faultOfOwn),
  },
  "never-recovers": {
    what: "needs a restart after its database was away",
    alter: () => alterWrites(stayBroken()),
  },
  "allow-where-deny": {
    what: "lets everybody pass where deny is declared",
    denies: "allow",
  },
  "clock-deaf": {
    what: "goes by a clock of its own",
    isClockDeaf: true,
  },
  "unlimited-in-the-past": {
    what: "forgets its limits when the clock goes back",
    alter: unlimitedInThePast,
  },
  "waits-for-ever": {
    what: "has no time-out",
    startTimer: () => () => undefined,
  },
  "keeps-certificate": {
    what: "never takes up another certificate",
    alter: keepsCertificate,
  },
  "claims-health": {
    what: "says that it is well whatever it is like",
    claimsHealth: true,
  },
  "never-probes": {
    what: "does not measure its objective",
    alter: neverProbes,
  },
  "never-looks-at-rules": {
    what: "looks at no rule of its alerts",
    alter: neverLooks,
  },
  "measures-no-queue": {
    what: "does not measure how long its jobs wait",
    alter: measuresNoQueue,
  },
  "forgets-bounces": {
    what: "forgets which addresses bounced",
    alter: forgetsBounces,
  },
  "forgets-refusals": {
    what: "forgets which addresses a mail server refused",
    alter: forgetsRefusals,
  },
  "never-backs-up": {
    what: "makes no backup",
    alter: neverBacksUp,
  },
  "believes-backups": {
    what: "says of every backup that it was restored",
    alter: believesBackups,
  },
  "forget-old-keys": {
    what: "verifies by the newest key only",
    alter: forgetOldKeys,
  },
};
