import type { Clock, IdGenerator } from "#core";
import type { AlertSeverity } from "#services/alerts";
import { type EntryKind, type IncidentRow, incidentStatements } from "./incident-repository.ts";

/** Something to be written into the timeline of an incident. */
export interface Happening {
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly kind: EntryKind;
  readonly text: string;
  readonly address: string | null;
  readonly accountId: string | null;
}

const MAX_TEXT = 500;

/** Writes timelines, in transactions of whoever changes something. */
export interface Timeline {
  /** Adds to the open incident of the rule; opens one where there is none. Gives its id. */
  readonly note: (tx: object, happening: Happening) => Promise<string>;
  /** The same where one is open; undefined where none is. */
  readonly noteIfOpen: (tx: object, happening: Happening) => Promise<string | undefined>;
}

/** Builds it. One incident a rule is open at a time, so an attack from everywhere is one incident. */
export const createTimeline = (parts: {
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Timeline => {
  const { clock, newId } = parts;

  const write = async (tx: object, incident: IncidentRow, happening: Happening) => {
    const { kind, text, address, accountId, severity } = happening;
    const statements = incidentStatements(tx);
    await statements.add(incident, {
      id: newId(),
      incident_id: incident.id,
      at: clock.now(),
      kind,
      text: text.slice(0, MAX_TEXT).toWellFormed(),
      address,
      account_id: accountId,
      actor_id: null,
    });
    if (severity === "critical" && incident.severity === "warning") {
      await statements.change(incident.id, { severity });
    }
    return incident.id;
  };

  const open = async (tx: object, { rule, severity }: Happening): Promise<IncidentRow> => {
    const row: IncidentRow = {
      id: newId(),
      open_rule: rule,
      rule,
      severity,
      opened_at: clock.now(),
      closed_at: null,
      closed_by: null,
      note: null,
      entries: 0,
    };
    await incidentStatements(tx).open(row);
    return row;
  };

  return {
    note: async (tx, happening) => {
      const known = await incidentStatements(tx).findOpen(happening.rule);
      return write(tx, known ?? (await open(tx, happening)), happening);
    },
    noteIfOpen: async (tx, happening) => {
      const known = await incidentStatements(tx).findOpen(happening.rule);
      return known === undefined ? undefined : write(tx, known, happening);
    },
  };
};
