import { type Gate, GateFault, GateNotRun, type GateRoute } from "./contract.ts";

/** Limits beyond this are not tried out: so many calls would be a load test. */
const MOST_CALLS = 1_500;
const MIN_KEY = 32;
const LOCAL = /^https?:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/i;
/** What scanners send first (OWASP testing guide, 4.7.5). */
const PAYLOAD = "<script>alert(1)</script>' UNION SELECT password FROM users--";

const isExposed = (profile: string): boolean => profile === "staging" || profile === "production";

const jwtKey: Gate = {
  id: "jwt-key",
  group: "security",
  run: ({ config }) => {
    const { jwtSecretKey, secretKey } = config.secrets;
    if (jwtSecretKey === undefined) {
      if (isExposed(config.profile)) throw new GateFault("JWT_SECRET_KEY is not set");
      return "made at the first start";
    }
    const text = jwtSecretKey.reveal();
    // That it is random enough was looked at when it was read.
    if (text.length < MIN_KEY)
      throw new GateFault(`it has ${text.length} characters, not ${MIN_KEY}`);
    if (/example|change|secret|password/i.test(text)) throw new GateFault("it is an example");
    if (secretKey?.reveal() === text) throw new GateFault("it is the same as SECRET_KEY");
    return `${text.length} characters`;
  },
};

const origins: Gate = {
  id: "cors-origins",
  group: "security",
  run: ({ config }) => {
    const { allowedOrigins } = config.server;
    const wild = allowedOrigins.filter((origin) => origin.includes("*"));
    if (wild.length > 0) throw new GateFault(`not exact: ${wild.join(", ")}`);
    const local = allowedOrigins.filter((origin) => LOCAL.test(origin));
    if (config.profile === "production" && local.length > 0) {
      throw new GateFault(`of a developer's machine: ${local.join(", ")}`);
    }
    return allowedOrigins.length === 0 ? "none but our own" : allowedOrigins.join(", ");
  },
};

const headers: Gate = {
  id: "security-headers",
  group: "security",
  run: async ({ ask, config }) => {
    const { headers: sent } = await ask({ path: "/health" });
    const wanted = [
      "x-content-type-options",
      "content-security-policy",
      "referrer-policy",
      ...(config.server.isHttps ? ["strict-transport-security"] : []),
    ];
    const missing = wanted.filter((name) => (sent[name] ?? "") === "");
    if (missing.length > 0) throw new GateFault(`missing: ${missing.join(", ")}`);
    const telling = ["server", "x-powered-by"].filter((name) => sent[name] !== undefined);
    if (telling.length > 0) throw new GateFault(`tells about itself: ${telling.join(", ")}`);
    return `${wanted.length} headers`;
  },
};

const smallest = ({ limits }: GateRoute): number =>
  Math.min(
    ...limits
      .filter(({ dryRun }) => !dryRun)
      .flatMap(({ windows }) => windows.map(({ limit }) => limit)),
  );

/** Routes that everybody may call and that change nothing. */
const harmless = (routes: readonly GateRoute[]): readonly GateRoute[] =>
  routes.filter(
    ({ method, path, access }) =>
      method === "GET" && access.kind === "public" && !/[:*]/.test(path),
  );

const canary: Gate = {
  id: "canary-is-limited",
  group: "security",
  run: async ({ routes, ask }) => {
    const [route] = harmless(routes)
      .filter(({ produces, limits }) => produces !== "events" && limits.length > 0)
      .toSorted((one, two) => smallest(one) - smallest(two));
    if (route === undefined) throw new GateNotRun("no public route has a limit");
    const calls = smallest(route) + 1;
    if (calls > MOST_CALLS) throw new GateNotRun(`the smallest limit is ${calls - 1} calls`);
    for (let call = 1; call <= calls; call += 1) {
      const { status } = await ask({ path: route.path, from: "192.0.2.177" });
      if (status === 429) return `GET ${route.path} refuses call ${call}`;
    }
    throw new GateFault(`GET ${route.path} took ${calls} calls, and allows ${calls - 1}`);
  },
};

const payload: Gate = {
  id: "payload-is-refused",
  group: "security",
  run: async ({ routes, ask }) => {
    const route = routes.find(
      ({ method, path, access, body, upload }) =>
        method === "POST" &&
        access.kind === "public" &&
        !/[:*]/.test(path) &&
        body !== null &&
        upload === null,
    );
    if (route === undefined) throw new GateNotRun("nobody can send anything without an account");
    const { status } = await ask({
      method: "POST",
      path: route.path,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ note: PAYLOAD }),
      from: "192.0.2.178",
    });
    if (status !== 400) {
      throw new GateFault(`POST ${route.path} answers an injection with ${status}, not 400`);
    }
    return `POST ${route.path} refuses an injection`;
  },
};

/** DEP-08: what somebody tries first who means harm. */
export const SECURITY: readonly Gate[] = [jwtKey, origins, headers, canary, payload];
