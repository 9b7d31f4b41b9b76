import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, operationsOf, pathOf } from "../../support/operations.ts";
import { isPage } from "../../support/replies.ts";

/** Spellings that a router and the check before it may read differently. */
const variantsOf = (path: string): readonly string[] => {
  const [plain = "/", query] = path.split("?");
  const rest = query === undefined ? "" : `?${query}`;
  const last = plain.split("/").at(-1) ?? "";
  const encoded = `%${(last.charCodeAt(0) || 97).toString(16)}${last.slice(1)}`;
  return [
    `${plain}/${rest}`,
    `/${plain}${rest}`,
    `${plain.replace(last, last.toUpperCase())}${rest}`,
    `/.${plain}${rest}`,
    `${plain};x=1${rest}`,
    `${plain}.json${rest}`,
    `${plain.slice(0, plain.lastIndexOf("/") + 1)}${encoded}${rest}`,
    `/static/..;${plain}${rest}`,
    `/x/%2e%2e${plain}${rest}`,
  ].filter((variant) => variant !== path);
};

/** AZ-02, P-065 */
export const addressVariants: Probe = {
  id: "address-variants",
  claim: "No other spelling of an address gets around the sign-in it asks for",
  requirements: ["AZ-02", "POL-04", "P-065"],
  standard: "OWASP ASVS 5 V8.3.1, V1.1.1; CWE-647",
  owasp: "A01",
  severity: "critical",
  depth: "look",
  remedy:
    "Check access with the route that was found (the lifecycle does), never with a list of paths in a proxy.",
  sabotage: "open-by-spelling",
  run: async (target) => {
    const operations = operationsOf(target).filter(
      (operation) => isGuarded(operation) && isReading(operation),
    );
    if (operations.length === 0) return undocumented(target, "no document names anything guarded");
    const faults: Fault[] = [];
    let checked = 0;
    for (const [index, operation] of operations.entries()) {
      const variants = variantsOf(pathOf(operation, target));
      // Three spellings a route, others for the next: a router reads all its routes in one way.
      const chosen = [0, 3, 6].map((step) => variants[(index + step) % variants.length] ?? "/");
      for (const path of chosen) {
        const answer = await target.visitor().ask(path);
        checked += 1;
        // One page for whatever is not there is no answer of the route.
        if (answer.status >= 300 || isPage(answer)) continue;
        faults.push({ what: `${path} answers ${answer.status}`, answer });
      }
    }
    const of = `spellings of ${operations.length} guarded addresses`;
    return judge({ faults, checked, of, wanted: "a refusal each", isEachAlone: true });
  },
};
