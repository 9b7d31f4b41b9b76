import type { IdGenerator } from "#core";
import type { AuditOutcome, AuditTrail } from "#services/audit-log";
import { type DeployRecord, type DeployView, readDeploys, readNoted, writeNoted } from "./state.ts";

/** What is known of deploys, and their way into the audit trail. */
export interface Deploys {
  readonly view: () => DeployView;
  /** Puts what ended since the last time into the audit trail; durable when it resolves. */
  readonly take: () => Promise<void>;
  /** How many checks did not pass at what serves; -1 where nothing was deployed by a front. */
  readonly gatesMissing: () => number;
  /** 1 where a release is there to go back to, 0 where none is, -1 where there never was one. */
  readonly wayBack: () => number;
}

const OUTCOMES: Readonly<Record<string, AuditOutcome>> = {
  deployed: "success",
  checked: "success",
  refused: "refused",
  "rolled back": "failed",
  undone: "interrupted",
};

const actionOf = ({ kind, outcome }: DeployRecord): string =>
  kind === "rollback" ? "deploy.rollback" : outcome === "checked" ? "deploy.dry-run" : "deploy.run";

const detailsOf = (record: DeployRecord): Readonly<Record<string, string | number>> => ({
  number: record.number,
  outcome: record.outcome,
  reason: record.reason.slice(0, 300),
  from: record.from ?? "nothing",
  ...(record.gates === null
    ? { gates: "none" }
    : {
        gates: `${record.gates.passed} passed`,
        notPassed: record.gates.others.join(", ").slice(0, 500) || "none",
      }),
});

/** What it is built from. */
export interface DeploysParts {
  readonly dataDirectory: string;
  readonly trail: Pick<AuditTrail, "record">;
  readonly newId: IdGenerator;
  /** Told of each that came into the audit trail. */
  readonly onTaken: () => void;
}

/** Builds it. Everything is read where `plinth front` writes it: in the data directory. */
export const createDeploys = (parts: DeploysParts): Deploys => {
  const { dataDirectory, trail, newId, onTaken } = parts;
  const view = (): DeployView => readDeploys(dataDirectory);
  let taking: Promise<void> = Promise.resolve();

  const takeAll = async (): Promise<void> => {
    const last = readNoted(dataDirectory);
    for (const record of view().records.filter(({ at }) => at > last)) {
      await trail.record({
        id: newId(),
        at: Date.parse(record.at),
        action: actionOf(record),
        outcome: OUTCOMES[record.outcome] ?? "failed",
        actor: { kind: "thing", id: record.by },
        via: "front",
        target: { kind: "thing", id: record.to },
        details: detailsOf(record),
        ...{ route: undefined, status: undefined, requestId: undefined, traceId: undefined },
        ...{ address: undefined, agent: undefined },
      });
      writeNoted(dataDirectory, record.at);
      onTaken();
    }
  };

  const deployed = (): readonly DeployRecord[] =>
    view().records.filter(({ outcome, kind }) => outcome === "deployed" && kind === "deploy");

  return {
    view,
    take: () => {
      taking = taking.then(takeAll, takeAll);
      return taking;
    },
    gatesMissing: () => {
      const checked = deployed().findLast(({ gates }) => gates !== null);
      return checked?.gates?.others.length ?? -1;
    },
    wayBack: () => {
      const { isDeployed, hasWayBack } = view();
      if (!isDeployed || (!hasWayBack && deployed().length < 2)) return -1;
      return hasWayBack ? 1 : 0;
    },
  };
};
