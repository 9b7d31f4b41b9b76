import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ErrorCatalogue } from "#core";
import { route } from "#http";
import { access } from "#modules/access";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
import type { Degradation, Dependencies, Dependency } from "#resilience";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { dependencies } from "./index.ts";

const LIST = "/api/v1/admin/dependencies";
const PUBLIC = "/api/v1/degradation";
const modeOf = (name: string) => `/api/v1/admin/degradation/${name}`;

/** An application that depends on something, which fails where it is told to. */
const post = { asked: 0, fails: false };
interface Service {
  readonly post: Dependency;
  readonly dependencies: Dependencies;
  readonly degradation: Degradation;
}
const posting = defineModule({
  name: "posting",
  setup: (deps): Service => ({
    dependencies: deps.dependencies,
    degradation: deps.degradation,
    post: deps.dependencies.declare({
      name: "post",
      title: "Post",
      limitMs: 1_000,
      whileDegraded: "Parcels are picked up later.",
    }),
  }),
  routes: (service) => [
    route.post(
      "/api/v1/parcels",
      {
        access: { public: true, because: "a test of what it depends on" },
        summary: "Sends a parcel",
        limit: "1000/minute",
        responses: { 204: null },
        errors: ["DEPENDENCY_UNAVAILABLE"] satisfies (keyof ErrorCatalogue)[],
      },
      async () => {
        await service.post.call(async () => {
          post.asked += 1;
          if (post.fails) throw new Error("the other side is on fire");
        });
        return undefined;
      },
    ),
  ],
});

describe("dependencies in the hands of administrators", () => {
  let identity: Identity;
  let service: Service;
  let bearer: Readonly<Record<string, string>>;
  const ask = async (method: string, path: string, body?: unknown, headers = bearer) => {
    const response = await identity.send(method, path, body, headers);
    const text = await response.text();
    return {
      status: response.status,
      degraded: response.headers.get("degraded"),
      retryAfter: response.headers.get("retry-after"),
      body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  };
  const send = () => ask("POST", "/api/v1/parcels", undefined, { origin: identity.app.localUrl });
  const bearerOf = async (role: string) => {
    const { tokens } = await identity.addSession(await identity.addAccount({ role }));
    return { authorization: `Bearer ${tokens.accessToken}` };
  };

  beforeAll(async () => {
    identity = await startIdentity({ modules: [access, status, dependencies, posting] });
    service = identity.app.modules.service("posting") as Service;
  });
  afterAll(() => identity.app.stop());
  beforeEach(async () => {
    identity.clock.advance(86_400_000);
    bearer = await bearerOf("admin");
    post.asked = 0;
    post.fails = false;
    await ask("PUT", modeOf("post"), { mode: "auto" });
    service.dependencies.reset("post");
  });

  const cut = async () => {
    post.fails = true;
    for (let call = 0; call < 5; call += 1) await send();
    expect(post.asked).toBe(5);
  };

  it("AZ-02: strangers and users are refused on every route but the public one", async () => {
    const user = await bearerOf("user");
    const own = identity.app.policies.filter(({ module }) => module === "dependencies");
    expect(own).toHaveLength(5);
    for (const { method, path } of own.filter((policy) => policy.path !== PUBLIC)) {
      const url = path.replace(":name", "post");
      const body = method === "PUT" ? { mode: "off" } : undefined;
      expect((await ask(method, url, body, {})).status).toBe(401);
      expect((await ask(method, url, body, user)).status).toBe(403);
    }
    expect(service.degradation.modeOf("post")).toBe("normal");
  });

  it("RES-01, RES-03: what keeps failing is not asked; admin, header, public words and health tell", async () => {
    expect((await ask("GET", PUBLIC, undefined, {})).degraded).toBeNull();
    await cut();
    const refused = await send();
    expect([refused.status, refused.body["code"]]).toEqual([503, "DEPENDENCY_UNAVAILABLE"]);
    expect(refused.body["dependency"]).toBe("Post");
    expect(Number(refused.retryAfter)).toBeGreaterThan(50);
    expect(refused.degraded).toBe("post;mode=degraded");
    expect(post.asked).toBe(5);
    const { body } = await ask("GET", LIST);
    expect(body["dependencies"]).toContainEqual(
      expect.objectContaining({ name: "post", status: "open", refused: 1 }),
    );
    const open = await ask("GET", PUBLIC, undefined, {});
    expect(open.degraded).toBe("post;mode=degraded");
    const words = { name: "post", title: "Post", mode: "degraded" };
    expect(open.body["capabilities"]).toEqual([
      { ...words, whileDegraded: "Parcels are picked up later." },
    ]);
    // Readings of health are kept for a second.
    identity.clock.advance(2_000);
    const health = await ask("GET", "/health", undefined, {});
    expect([health.status, health.body["status"]]).toEqual([200, "degraded"]);
    expect((await ask("GET", "/ready", undefined, {})).status).toBe(200);
    expect(JSON.stringify([body, open.body, health.body])).not.toContain("on fire");
  });

  it("RES-01: an administrator closes the breaker by hand, and that is written down", async () => {
    await cut();
    post.fails = false;
    expect((await send()).status).toBe(503);
    expect((await ask("POST", `${LIST}/post/reset`)).status).toBe(204);
    const sent = await send();
    expect([sent.status, sent.degraded]).toEqual([204, null]);
    expect(identity.events.map(({ name }) => name)).toContain("dependency.reset");
    expect((await ask("POST", `${LIST}/nobody/reset`)).status).toBe(404);
  });

  it("RES-03: an administrator's word goes before what is seen; off means that nothing is asked", async () => {
    const off = await ask("PUT", modeOf("post"), { mode: "off" });
    expect(off.body["capability"]).toMatchObject({ mode: "off", because: "set" });
    const refused = await send();
    expect([refused.status, refused.degraded]).toEqual([503, "post;mode=off"]);
    expect(post.asked).toBe(0);
    await ask("PUT", modeOf("post"), { mode: "degraded" });
    expect((await send()).status).toBe(204);
    await cut().catch(() => undefined);
    await ask("PUT", modeOf("post"), { mode: "normal" });
    expect((await ask("GET", PUBLIC)).degraded).toBeNull();
    const auto = await ask("PUT", modeOf("post"), { mode: "auto" });
    expect(auto.body["capability"]).toMatchObject({ mode: "degraded", because: "observed" });
    expect((await ask("GET", modeOf("post"))).body).toEqual(auto.body);
    expect(identity.events.at(-1)).toMatchObject({
      name: "degradation.set",
      data: { capability: "post", to: "auto" },
    });
    expect((await ask("GET", modeOf("nobody"))).status).toBe(404);
    expect((await ask("PUT", modeOf("nobody"), { mode: "off" })).status).toBe(404);
    expect((await ask("PUT", modeOf("post"), { mode: "broken" })).status).toBe(400);
  });

  it("RES-03: what an administrator decided is kept in the database, for restarts and other nodes", async () => {
    await ask("PUT", modeOf("post"), { mode: "off" });
    const rows = await identity.app.store
      .read<{ dependency_orders: { name: string; mode: string | null } }>()
      .selectFrom("dependency_orders")
      .select(["name", "mode"])
      .where("name", "=", "post")
      .execute();
    expect(rows).toEqual([{ name: "post", mode: "off" }]);
  });
});
