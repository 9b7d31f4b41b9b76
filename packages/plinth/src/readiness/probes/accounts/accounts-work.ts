import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hasAccounts, ME, NO_ACCOUNTS, requireUnlimited, SIGN_IN } from "../../support/people.ts";
import { SAMPLE_PASSWORD } from "../../support/samples.ts";

interface SignedIn {
  readonly accessToken?: string;
  readonly refreshToken?: string;
  readonly expiresIn?: number;
  readonly user?: { readonly email?: string; readonly role?: string };
}

/** The way in that every other probe about people takes: refusals mean nothing where nobody gets in. */
export const accountsWork: Probe = {
  id: "accounts-work",
  claim: "A person opens an account, signs in, sees it as a plain account, and signs out",
  requirements: ["ID-01", "SES-01", "P-065"],
  standard: "OWASP ASVS 5 V7.4.1",
  owasp: "none",
  severity: "high",
  depth: "touch",
  remedy: "Try it by hand with the requests shown; the log has the request ids.",
  sabotage: "greet-as-administrator",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const email = `${target.unique("audit")}@example.com`;
    const password = SAMPLE_PASSWORD;
    const post = async (path: string, body: unknown) =>
      requireUnlimited(await target.visitor().ask(path, { method: "POST", body, isPatient: true }));
    const opened = await post("/api/v1/auth/signup", { email, password, name: "Audit" });
    const entered = await post(SIGN_IN, { email, password });
    const { accessToken, refreshToken, expiresIn, user } = (entered.json ?? {}) as SignedIn;
    const headers = { Authorization: `Bearer ${accessToken ?? ""}` };
    const me = await target.ask(ME, { headers });
    const left = await target.ask("/api/v1/auth/signout", { method: "POST", headers });
    const isComplete = [accessToken, refreshToken].every((token) => (token ?? "").length > 20);
    const steps = [
      [opened, opened.status === 201, "opening an account"],
      [entered, entered.status === 200 && isComplete && (expiresIn ?? 0) > 0, "signing in"],
      [entered, user?.email === email && user?.role === "user", "being a plain account"],
      [me, me.status === 200 && me.text.includes(email), "seeing it"],
      [left, left.status < 300, "signing out"],
    ] as const;
    const faults: Fault[] = steps
      .filter(([, isGood]) => !isGood)
      .map(([answer, , what]) => ({ what: `${what}: ${answer.status}`, answer }));
    return judge({ faults, checked: steps.length, of: "steps", wanted: "each succeeds" });
  },
};
