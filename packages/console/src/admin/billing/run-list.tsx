import { Badge, When } from "../admin-page.tsx";
import { countWords } from "../admin-words.ts";
import type { ReconcileRun } from "./revenue-api.ts";
import { driftWords } from "./revenue-words.ts";

const SHOWN = 5;

/** What the comparisons with the payment service found. */
export const RunList = ({ runs }: { readonly runs: readonly ReconcileRun[] }) => (
  <section className="card stack" aria-label="Comparisons">
    <h2>Comparisons with the payment service</h2>
    {runs.length === 0 && <p className="soft">There was none yet; the first one comes tonight.</p>}
    <ul className="list-plain stack stack-tight">
      {runs.slice(0, SHOWN).map((run) => (
        <li key={run.id} className="stack stack-tight">
          <div className="row">
            <When iso={run.at} />
            <Badge tone={run.drifts.length === 0 ? "ok" : "warn"}>
              {run.drifts.length === 0
                ? "all the same"
                : countWords(run.drifts.length, "difference", "differences")}
            </Badge>
            <span className="small soft">{countWords(run.checked, "entry", "entries")}</span>
          </div>
          {run.drifts.length > 0 && (
            <ul className="small">
              {run.drifts.slice(0, SHOWN).map((drift) => (
                <li key={`${drift.kind} ${drift.object}`}>
                  {driftWords(drift.kind)} <code>{drift.object}</code>:{" "}
                  {drift.isRepaired ? "put right" : "to be looked at"}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  </section>
);
