import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Listening } from "../../packages/plinth/src/testing/listening.ts";
import { createApi } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startWeakShop, type WeakShop } from "./planted/weak-shop.ts";
import { type Parameter, parametersIn, requestFor } from "./support/parameters.ts";
import { type Scanned, startScanned } from "./support/scanned.ts";
import { openShortStreams } from "./support/short-streams.ts";
import {
  type Breadth,
  type MarkedRequest,
  runSqlmap,
  type SqlmapVerdict,
} from "./support/sqlmap.ts";
import { hasTools, mapSideBySide, shareOf, sumCounts } from "./support/tools.ts";

const canScan = hasTools("sqlmap");
/** `SCAN_BREADTH=all`: rules for every database that sqlmap knows, which takes four times as long. */
const breadth: Breadth = process.env["SCAN_BREADTH"] === "all" ? "every database" : "sqlite";
/**
 * A run takes one share of so many of what is to be scanned, drawn by PROPERTY_SEED, so that all are
 * scanned in turn and none takes long. `SCAN_SHARES=1` scans everything at once.
 */
const shares = breadth === "sqlite" ? Number(process.env["SCAN_SHARES"] ?? 16) : 1;
const turn = Number(process.env["PROPERTY_SEED"] ?? 0) % shares;
const SIDE_BY_SIDE = 3;
const TIMEOUT_MS = breadth === "sqlite" ? 1_500_000 : 3_600_000;

/**
 * Rules for new passwords judge digits ("no character three times in a row"): sqlmap takes that for
 * columns to be counted in a UNION, and does not end. All its other techniques are tried.
 */
const RULED = /password$/i;

describe.skipIf(!canScan)("sqlmap finds what was planted", () => {
  let shop: WeakShop;
  const scratch = scratchDirectory();
  beforeAll(async () => {
    shop = await startWeakShop();
  });
  afterAll(async () => {
    await shop?.stop();
    scratch.remove();
  });

  const PLANTED: readonly (readonly [string, MarkedRequest])[] = [
    ["a query field", { method: "GET", path: "/search?q=apple*", headers: {} }],
    [
      "a member of a JSON body",
      {
        method: "POST",
        path: "/signin",
        headers: {},
        body: JSON.stringify({ email: "owner@example.org*", password: "x" }),
      },
    ],
  ];
  it.each(PLANTED)("VAL-12: %s that becomes SQL", async (name, request) => {
    const directory = join(scratch.path, name.replaceAll(" ", "-"));
    const found = await runSqlmap({ url: shop.url, request, directory, breadth });
    expect(found.verdict).toBe("injectable");
  });

  it("VAL-12: a page without a database behind it is not injectable", async () => {
    const request: MarkedRequest = { method: "GET", path: "/greet?name=you*", headers: {} };
    const directory = join(scratch.path, "silent");
    const found = await runSqlmap({ url: shop.url, request, directory, breadth });
    expect(found.verdict).toBe("not injectable");
  });
});

/** What sqlmap said of one parameter of ours. */
interface Scan extends SqlmapVerdict {
  readonly name: string;
  readonly isOpen: boolean;
  /** Whether the session was still there afterwards; true where there was none. */
  readonly isSignedIn: boolean;
}

/**
 * Who stands for whom: a closed value (number, choice, id) is refused by its schema before any code
 * runs, whatever the route, so one of each schema and place is scanned. Open text is scanned at each
 * route, and so is everything with `SCAN_BREADTH=all`.
 */
const standInsFor = (parameters: readonly Parameter[]): ReadonlyMap<string, string> => {
  const first = new Map<string, string>();
  return new Map(
    parameters.map(({ name, isOpen, place, schema }) => {
      const kind = `${place} ${JSON.stringify(schema)}`;
      if (isOpen || breadth !== "sqlite") return [name, name];
      if (!first.has(kind)) first.set(kind, name);
      return [name, first.get(kind) ?? name];
    }),
  );
};

/** Where no parameter of the document stands, but programs read: headers. */
const headerRequests = (token: string): readonly (readonly [string, MarkedRequest])[] => {
  const bearer = { Authorization: `Bearer ${token}` };
  const at = (headers: Readonly<Record<string, string>>): MarkedRequest => ({
    method: "GET",
    path: "/api/v1/auth/me",
    headers,
  });
  return [
    ["header User-Agent", at({ ...bearer, "User-Agent": "Mozilla/5.0*" })],
    ["header X-Request-Id", at({ ...bearer, "X-Request-Id": "one*" })],
    ["header Authorization", at({ Authorization: `Bearer ${token}*` })],
    ["header Authorization (key)", at({ Authorization: "Bearer plk_0123456789*" })],
    ["cookie of the session", at({ Cookie: "__Host-plinth=0123456789abcdef*" })],
  ];
};

describe.skipIf(!canScan)("sqlmap finds nothing in Cibozer, with nothing before it", () => {
  let scanned: Scanned;
  let door: Listening;
  let parameters: readonly Parameter[];
  let scans: readonly Scan[];
  let left: readonly Parameter[];
  let known: Readonly<Record<string, string>>;
  let standIns: ReadonlyMap<string, string>;

  /** Things that are there, so that ids and names lead to them. */
  const addThings = async (): Promise<Readonly<Record<string, string>>> => {
    const user = createApi(scanned.url, await scanned.tokenOf("user"));
    const plan = await user.call("POST", "/api/v1/plans", { days: 1 });
    const key = await user.call("POST", "/api/v1/auth/keys", {
      name: "scan",
      scopes: ["plans:read"],
      expiresInDays: 30,
    });
    const list = (await user.call("GET", "/api/v1/auth/keys")).json["keys"];
    expect([plan.status, key.status]).toEqual([201, 201]);
    const [first] = Array.isArray(list) ? (list as { readonly id: string }[]) : [];
    return {
      "/api/v1/plans": String(plan.json["id"]),
      "/api/v1/auth/keys": String(first?.id ?? key.json["id"]),
    };
  };

  const scan = (name: string, request: MarkedRequest): Promise<SqlmapVerdict> =>
    runSqlmap({
      url: door.url,
      request,
      directory: join(scanned.directory, name.replaceAll(/[^\w]+/g, "-")),
      breadth,
      ...(RULED.test(name) ? { techniques: "BESTQ" } : {}),
    });

  /** Who calls: things with an id belong to one user, and what fills up is a newcomer's. */
  const tokenFor = async ({ operation, isOpen }: Parameter): Promise<string | undefined> => {
    const { kind } = operation.policy.access;
    if (kind === "public") return undefined;
    if (kind !== "user") return scanned.tokenOf("admin");
    const fillsUp = isOpen && operation.method === "POST" && !operation.path.includes("{");
    return fillsUp ? scanned.newcomer() : scanned.tokenOf("user");
  };

  const scanParameter = async (parameter: Parameter): Promise<Scan> => {
    const { name, isOpen } = parameter;
    const token = await tokenFor(parameter);
    const headers: Record<string, string> =
      token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const spoil = (good: string): string => `${good}*`;
    const request = requestFor({ parameter, document: scanned.document, headers, known, spoil });
    const found = await scan(name, request);
    const isSignedIn =
      token === undefined ||
      (await createApi(scanned.url, token).call("GET", "/api/v1/auth/me")).status === 200;
    return { ...found, name, isOpen, isSignedIn };
  };

  beforeAll(async () => {
    scanned = await startScanned({ isInspected: false });
    door = await openShortStreams(scanned.url);
    parameters = parametersIn(scanned.document);
    known = await addThings();
    standIns = standInsFor(parameters);
    const own = parameters.filter(({ name }) => standIns.get(name) === name);
    const chosen = own.filter((_, at) => at % shares === turn);
    left = own.filter((_, at) => at % shares !== turn);
    scans = await mapSideBySide(chosen, SIDE_BY_SIDE, scanParameter);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await door?.close();
    await scanned?.stop();
  });

  it("VAL-12: every parameter of every operation has its turn, and none of this one is injectable", () => {
    const open = scans.filter(({ isOpen }) => isOpen).length;
    process.stdout.write(
      `sqlmap (${breadth}): ${scans.length} of ${parameters.length} parameters, ${open} of them open text; answers ${JSON.stringify(sumCounts(scans.map(({ counts }) => counts)))}\n`,
    );
    process.stdout.write(`  ${left.length} wait for another turn; this is ${turn} of ${shares}\n`);
    const same = [...standIns].filter(([name, other]) => name !== other);
    process.stdout.write(same.map(([name, other]) => `  ${name}: same as ${other}\n`).join(""));
    // Nothing is left out that nothing stands for.
    const covered = new Set([...scans, ...left].map(({ name }) => name));
    expect(parameters.filter(({ name }) => !covered.has(standIns.get(name) ?? ""))).toEqual([]);
    expect(scans.length + left.length + same.length).toBe(parameters.length);
    expect(scans.length * shares).toBeGreaterThan(
      parameters.length - same.length - shares * shares,
    );
    expect(parameters.length).toBeGreaterThan(120);
    const others = scans.filter(({ verdict }) => verdict !== "not injectable");
    expect(others.map(({ name, verdict, printed }) => `${name}: ${verdict}\n${printed}`)).toEqual(
      [],
    );
  });

  it("VAL-12: the code answered, not limits, locks or lost sessions before it", () => {
    const counts = sumCounts(scans.map((one) => one.counts));
    expect(shareOf(counts, 429, 423)).toBeLessThan(0.01);
    expect(Object.keys(counts).filter((status) => status >= "500")).toEqual([]);
    const limited = scans.filter((one) => shareOf(one.counts, 429, 423) > 0.1);
    expect(limited.map(({ name, counts: own }) => `${name} ${JSON.stringify(own)}`)).toEqual([]);
    expect(scans.filter(({ isSignedIn }) => !isSignedIn).map(({ name }) => name)).toEqual([]);
    // Each was really attacked: a hundred requests are the least that a scan takes, fewer without UNION.
    const asked = ({ counts: own }: Scan) => Object.values(own).reduce((a, b) => a + b, 0);
    const few = scans.filter((one) => asked(one) < (RULED.test(one.name) ? 40 : 100));
    expect(few.map((one) => `${one.name}: ${asked(one)}`)).toEqual([]);
  });

  it(
    "VAL-12: headers that programs read are not injectable either",
    async () => {
      const token = await scanned.tokenOf("user");
      const found = await mapSideBySide(
        headerRequests(token),
        SIDE_BY_SIDE,
        async ([name, request]) => ({
          name,
          ...(await scan(name, request)),
        }),
      );
      const others = found.filter(({ verdict }) => verdict !== "not injectable");
      expect(others.map(({ name, printed }) => `${name}\n${printed}`)).toEqual([]);
      expect(shareOf(sumCounts(found.map(({ counts }) => counts)), 429, 423)).toBeLessThan(0.01);
    },
    TIMEOUT_MS,
  );
});
