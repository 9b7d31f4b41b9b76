import type { Alterations } from "#app";
import { platformErrors } from "#core";
import type { Principal, RequestContext, Stage } from "#http";
import type { ActivityService } from "#modules/activity";
import type { SessionsService } from "#modules/sessions";
import { alterStages, underOtherPolicy } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

const ANYBODY: Principal = {
  userId: "00000000-0000-4000-8000-00000000beef",
  role: "user",
  permissions: [],
  tier: "free",
  sessionId: "00000000-0000-4000-8000-00000000beef",
  method: "bearer",
  assurance: 1,
  authenticatedAt: 0,
  lacksSecondFactor: false,
};

/** One that reads, one that writes: who looks at every route finds them. */
const FORGOTTEN: readonly string[] = ["/api/v1/demo/readings", "/api/v1/demo/prints"];

const hasCredential = (context: RequestContext): boolean =>
  ["authorization", "cookie", "x-api-key"].some((name) => context.header(name) !== undefined);

/** The claims of a token whose header says that it is not signed. */
const unsignedClaims = (header: string | undefined): Record<string, unknown> | undefined => {
  const [head, claims] = (header ?? "").replace(/^Bearer /, "").split(".");
  try {
    const decode = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return decode(head).alg === "none" ? decode(claims) : undefined;
  } catch {
    return undefined;
  }
};

/** Runs a stage, and `rescue` in the place of its refusal. */
const orElse =
  (stage: Stage, rescue: Stage): Stage =>
  async (context) => {
    try {
      await stage(context);
    } catch {
      await rescue(context);
    }
  };

/** Believes tokens that say they are not signed, on the routes whose paths are named. */
export const believeUnsigned = (isMeant: (path: string) => boolean): Alterations =>
  alterStages("authenticate", (factories) =>
    factories.map((factory) => (policy) => {
      const stage = factory(policy);
      if (stage === undefined || !isMeant(policy.path)) return stage;
      return (context) => {
        const claims = unsignedClaims(context.header("authorization"));
        if (claims === undefined) return stage(context);
        context.principal = { ...ANYBODY, role: String(claims["role"]) };
      };
    }),
  );

/** What is done to the question who may do what. */
export const ACCESS_SABOTAGES: Sabotages = {
  "mix-activity": {
    what: "tells everybody the recent activity of whoever asked first",
    alter: () => {
      let first: string | undefined;
      return {
        service: (module, service) => {
          if (module !== "activity") return service;
          const activity = service as ActivityService;
          const page: ActivityService["page"] = (accountId, before) => {
            first ??= accountId;
            return activity.page(first, before);
          };
          return { ...activity, page };
        },
      };
    },
  },
  "authenticate-anyone": {
    what: "takes whoever comes without a credential for somebody, where two routes were forgotten",
    alter: () =>
      alterStages("authenticate", (factories) =>
        factories.map((factory) => (policy) => {
          const stage = factory(policy);
          if (stage === undefined || !FORGOTTEN.includes(policy.path)) return stage;
          return orElse(stage, (context) => {
            if (hasCredential(context)) throw platformErrors.make.AUTHENTICATION_ERROR();
            context.principal = ANYBODY;
          });
        }),
      ),
  },
  "believe-unsigned-tokens": {
    what: "believes tokens that say they are not signed",
    alter: () => believeUnsigned(() => true),
  },
  "believe-identity-headers": {
    what: "believes header fields that say who calls, as behind a gateway that lets them through",
    alter: () =>
      alterStages("authenticate", (factories) =>
        factories.map((factory) => (policy) => {
          const stage = factory(policy);
          if (stage === undefined) return undefined;
          return orElse(stage, (context) => {
            const userId = context.header("plinth-user");
            if (userId === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
            const role = context.header("plinth-role") ?? ANYBODY.role;
            context.principal = { ...ANYBODY, userId, role };
          });
        }),
      ),
  },
  "skip-authorize": {
    what: "asks for no role",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        policy.access.kind === "public" ? policy : { ...policy, access: { kind: "user" } },
      ),
  },
  "end-any-session": {
    what: "ends sessions for whoever names them",
    alter: () => {
      const owners = new Map<string, string>();
      return {
        service: (module, service) => {
          if (module !== "sessions") return service;
          const sessions = service as SessionsService;
          const careless: SessionsService = {
            ...sessions,
            prepare: (account, origin, proof) => {
              const prepared = sessions.prepare(account, origin, proof);
              owners.set(prepared.row.id, account.id);
              return prepared;
            },
            end: (accountId, id) => sessions.end(owners.get(id) ?? accountId, id),
          };
          return careless;
        },
      };
    },
  },
};
