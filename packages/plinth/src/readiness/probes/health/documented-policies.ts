import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { HTML, isPage } from "../../support/replies.ts";

type Paths = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const METHODS = ["get", "post", "put", "patch", "delete"];

const policyFault = (operation: Readonly<Record<string, unknown>>): string | undefined => {
  const policy = operation["x-plinth-policy"] as Record<string, unknown> | undefined;
  if (policy === undefined) return "no policy";
  const access = policy["access"] as { kind?: string; because?: string } | undefined;
  if (access?.kind === undefined) return "no access";
  if (access.kind === "public" && (access.because ?? "") === "") return "public without a reason";
  const limits = policy["limits"];
  const isLimited = Array.isArray(limits) && limits.length > 0;
  if (!isLimited && typeof policy["limitExempt"] !== "string") return "neither limit nor reason";
  return operation["responses"] === undefined ? "no responses" : undefined;
};

/** DOC-01, POL-05 */
export const documentedPolicies: Probe = {
  id: "documented-policies",
  claim: "Every operation is documented with who may call it, how often, and why if it is open",
  requirements: ["DOC-01", "POL-04", "POL-05", "POL-11"],
  standard: "OWASP ASVS 5 V2.1.3, V8.1.1; OpenAPI 3.1; OWASP API9:2023",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Mount the docs module; the document is made from the policies.",
  sabotage: "hide-policies",
  run: async (target) => {
    const document = await target.ask("/docs/json");
    if ([401, 403, 404].includes(document.status)) {
      return notApplicable(`/docs/json answers ${document.status} here`);
    }
    if (isStranger(target)) return notApplicable("/docs/json is no document with policies");
    const page = await target.ask("/docs", { headers: HTML });
    const paths = ((document.json as { paths?: Paths } | undefined)?.paths ?? {}) as Paths;
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
    );
    const faults: Fault[] = operations.flatMap(({ name, operation }) => {
      const what = policyFault(operation);
      return what === undefined ? [] : [{ what: `${name}: ${what}` }];
    });
    if (page.status !== 200 || !isPage(page))
      faults.push({ what: "/docs is no page", answer: page });
    if (operations.length === 0) faults.push({ what: "no operations", answer: document });
    return judge({ faults, checked: operations.length, of: "operations", wanted: "a policy each" });
  },
};
