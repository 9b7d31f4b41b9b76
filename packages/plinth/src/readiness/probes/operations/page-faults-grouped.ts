import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { readMetrics, sumOf } from "../../support/signals/metrics-text.ts";
import type { Target } from "../../target.ts";

const REPORT = "/api/v1/client-errors";

const readCount = async (target: Target) => {
  const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
  return {
    answer,
    faults: sumOf(readMetrics(answer.text).series, "faults_total", 'source="browser"'),
  };
};

/** ERR-10 */
export const pageFaultsGrouped: Probe = {
  id: "page-faults-grouped",
  claim: "A page that broke is put with the errors that operators look at",
  requirements: ["ERR-10", "UX-11"],
  standard: "OWASP ASVS 5 V16.5.4",
  owasp: "A09",
  severity: "medium",
  depth: "touch",
  remedy: "Add the module errors; let client-errors tell it of each report.",
  sabotage: "unheard-page-faults",
  run: async (target) => {
    if (findOperation(target, `POST ${REPORT}`) === undefined) {
      return undocumented(target, "the target documents no reports of pages");
    }
    if (findOperation(target, "GET /api/v1/admin/errors") === undefined) {
      return undocumented(target, "the target documents no groups of errors");
    }
    const before = await readCount(target);
    if ([401, 403, 404].includes(before.answer.status)) {
      return notApplicable(`/metrics answers ${before.answer.status} here`);
    }
    const answer = await target.visitor().ask(REPORT, {
      method: "POST",
      body: {
        id: "PR0BE",
        message: "Error: a probe says that a page broke",
        component: "a probe",
        page: "/",
      },
    });
    const by = (await readCount(target)).faults - before.faults;
    const faults: Fault[] =
      answer.status === 204 && by >= 1
        ? []
        : [{ what: `${answer.status}, and faults_total rose by ${by}`, answer }];
    return judge({ faults, checked: 1, of: "reports", wanted: "one more fault of pages" });
  },
};
