import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Principal, RequestContext } from "../../packages/plinth/src/http/index.ts";
import { alterStages } from "../../packages/plinth/src/testing/sabotage/alterations.ts";
import { type Credential, startWholeApplication } from "../access-support/whole-application.ts";

const REQUESTS = 500;
const PEOPLE = 8;
/** Requests that wait for each other; divides their number, so that none is left behind. */
const HELD = 25;

/** A credential and the question whose answer says whose it is. */
interface Way {
  readonly name: string;
  readonly owner: number;
  readonly credential: Credential;
  readonly path: string;
}

/**
 * Holds requests back until so many are there, then lets them go on, the last one first: without it
 * a fast server on one machine answers each before the next arrives, and nothing is interleaved.
 */
const createCrossing = (size: number) => {
  let isOpen = true;
  let waiting: (() => void)[] = [];
  let most = 0;
  return {
    close: () => {
      isOpen = false;
    },
    /** The most requests that were held at a time. */
    most: () => most,
    pass: (): Promise<void> | undefined => {
      if (isOpen) return undefined;
      return new Promise((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
        if (waiting.length < size) return;
        const held = waiting.reverse();
        waiting = [];
        for (const release of held) release();
      });
    },
  };
};

/** What a request meets between the checks and its handler. */
type Between = (context: RequestContext, pass: () => Promise<void> | undefined) => Promise<void>;

/** Some people, each with a cookie, a token and a key, and a plan that says whose list was read. */
const startCrowd = async (between: Between) => {
  const crossing = createCrossing(HELD);
  const whole = await startWholeApplication({
    alter: alterStages("inspect", (factories) => [
      ({ access }) =>
        access.kind === "public" ? undefined : (context) => between(context, crossing.pass),
      ...factories,
    ]),
    env: {
      RATE_LIMIT_PER_MINUTE: "100000",
      RATE_LIMIT_PER_HOUR: "100000",
      // All of them come from one address, each over a connection of its own.
      MAX_CONNECTIONS_PER_ADDRESS: "0",
    },
  });
  const ways: Way[] = [];
  const marks: string[] = [];
  for (let owner = 0; owner < PEOPLE; owner += 1) {
    const account = await whole.identity.addAccount();
    const { tokens, cookie } = await whole.identity.addSession(account);
    const bearer = { authorization: `Bearer ${tokens.accessToken}` };
    const body = { days: 1, kcal: 2000, seed: owner, note: `of person ${owner}` };
    const plan = await whole.ask("POST", "/api/v1/plans", bearer, body);
    const scopes = ["plans:read"];
    const made = await whole.ask("POST", "/api/v1/auth/keys", bearer, { name: "k", scopes });
    const key = { authorization: `Bearer ${String(made.json["key"])}` };
    marks.push(account.id, String(plan.json["id"]));
    ways.push(
      {
        name: "cookie",
        owner,
        credential: { cookie: `__Host-plinth=${cookie}` },
        path: "/api/v1/auth/me",
      },
      { name: "bearer", owner, credential: bearer, path: "/api/v1/auth/me" },
      { name: "bearer", owner, credential: bearer, path: "/api/v1/plans" },
      { name: "key", owner, credential: key, path: "/api/v1/plans" },
    );
  }
  /** Sends all at once, and names every answer that is not its sender's own. */
  const askAll = async (order: readonly Way[]): Promise<readonly string[]> => {
    const answers = await Promise.all(
      order.map(({ credential, path }) => whole.ask("GET", path, credential)),
    );
    return answers.flatMap(({ status, text }, index) => {
      const way = order[index];
      if (way === undefined) return [];
      const own = marks[way.owner * 2 + (way.path.endsWith("/me") ? 0 : 1)] ?? "-";
      const others = marks.filter(
        (mark, at) => Math.floor(at / 2) !== way.owner && text.includes(mark),
      );
      const isRight = status === 200 && text.includes(own) && others.length === 0;
      return isRight ? [] : [`${way.name} of ${way.owner} at ${way.path}: ${status}`];
    });
  };
  crossing.close();
  return { whole, ways, askAll, most: crossing.most };
};

const someOrder = (ways: readonly Way[]) =>
  fc.array(fc.constantFrom(...ways), { minLength: REQUESTS, maxLength: REQUESTS });

describe("whose request it is", () => {
  let crowd: Awaited<ReturnType<typeof startCrowd>>;
  beforeAll(async () => {
    crowd = await startCrowd(async (_, pass) => pass());
  });
  afterAll(() => crowd?.whole.stop());

  it("AZ-03, P-003: 500 interleaved requests by cookie, token and key each see only their sender", async () => {
    await fc.assert(
      fc.asyncProperty(someOrder(crowd.ways), async (order) => {
        expect(await crowd.askAll(order)).toEqual([]);
      }),
      { numRuns: 3 },
    );
    expect(crowd.most()).toBe(HELD);
  });
});

describe("what is broken on purpose is found", () => {
  it("P-003: a context that all requests share gives people each other's data", async () => {
    let shared: Principal | undefined;
    const crowd = await startCrowd(async (context, pass) => {
      shared = context.principal;
      await pass();
      context.principal = shared;
    });
    try {
      const [order = []] = fc.sample(someOrder(crowd.ways), 1);
      expect((await crowd.askAll(order)).length).toBeGreaterThan(0);
    } finally {
      await crowd.whole.stop();
    }
  });
});
