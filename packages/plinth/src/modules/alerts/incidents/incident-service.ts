import { type Clock, type IdGenerator, platformErrors } from "#core";
import type { AlertRegister } from "#services/alerts";
import type { AlertRepository } from "../engine/alert-repository.ts";
import { alertErrors } from "../errors.ts";
import { alertView, entryView, incidentView, wordsOf } from "../views.ts";
import {
  type EntryKind,
  type IncidentQuery,
  type IncidentRepository,
  incidentStatements,
} from "./incident-repository.ts";

const PAGE = 50;
const TIMELINE = 1_001;
const ALERTS = 50;

/** Builds the service: what people see and do of incidents (OBS-11). */
export const createIncidentService = (parts: {
  readonly register: Pick<AlertRegister, "rules" | "momentRules">;
  readonly repository: IncidentRepository;
  readonly alerts: Pick<AlertRepository, "ofIncident" | "transact">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}) => {
  const { register, repository, alerts, clock, newId } = parts;

  /** Writes into an open incident, and maybe closes it. @throws {AppError} NOT_FOUND, INCIDENT_CLOSED */
  const write = (
    accountId: string,
    id: string,
    { kind, text }: { readonly kind: EntryKind; readonly text: string },
  ): Promise<void> =>
    alerts.transact(async (_, tx) => {
      const statements = incidentStatements(tx);
      const incident = await statements.find(id);
      if (incident === undefined) throw platformErrors.make.NOT_FOUND();
      if (incident.closed_at !== null) throw alertErrors.make.INCIDENT_CLOSED();
      const at = clock.now();
      const whose = { address: null, account_id: null, actor_id: accountId };
      await statements.add(incident, { id: newId(), incident_id: id, at, kind, text, ...whose });
      if (kind !== "closed") return;
      await statements.change(id, {
        open_rule: null,
        closed_at: at,
        closed_by: accountId,
        note: text,
      });
    });

  return {
    page: async (query: Omit<IncidentQuery, "limit">) => {
      const rows = await repository.page({ ...query, limit: PAGE + 1 });
      const shown = rows.slice(0, PAGE);
      return {
        incidents: shown.map((row) => incidentView(row, wordsOf(register, row.rule))),
        next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
      };
    },
    openCount: repository.openCount,
    /** @throws {AppError} NOT_FOUND */
    one: async (id: string) => {
      const row = await repository.one(id);
      if (row === undefined) throw platformErrors.make.NOT_FOUND();
      const own = await alerts.ofIncident(id, ALERTS);
      return {
        incident: incidentView(row, wordsOf(register, row.rule)),
        timeline: (await repository.timeline(id, TIMELINE)).map(entryView),
        alerts: own.map((alert) => alertView(alert, wordsOf(register, alert.rule))),
      };
    },
    note: (accountId: string, id: string, text: string) =>
      write(accountId, id, { kind: "note", text }),
    close: (accountId: string, id: string, text: string) =>
      write(accountId, id, { kind: "closed", text }),
  };
};

/** What people see and do of incidents. */
export type IncidentControl = ReturnType<typeof createIncidentService>;
