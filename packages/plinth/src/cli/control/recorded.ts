import type { Composition } from "#app";
import type { EventMap } from "#core";

type AuditEvent = EventMap["audit"];

/** What is done at the terminal, as the audit trail knows it. */
export interface OperatorAction<T> {
  readonly name: AuditEvent["name"];
  /** What of the result, or of the wish, belongs into the entry; no secrets. */
  readonly data?: (result: T) => NonNullable<AuditEvent["data"]>;
  readonly work: () => Promise<T>;
}

/**
 * Does what somebody typed and puts it into the audit trail however it ends (LOG-04): whoever reaches
 * the data directory acts for nobody who is signed in, and is called the operator.
 */
export const recorded = async <T>(
  { events }: Pick<Composition, "events">,
  { name, data, work }: OperatorAction<T>,
): Promise<T> => {
  try {
    const result = await work();
    const told = data === undefined ? {} : { data: data(result) };
    events.emit("audit", { name, actor: "operator", outcome: "success", ...told });
    return result;
  } catch (fault) {
    events.emit("audit", { name, actor: "operator", outcome: "failed" });
    throw fault;
  }
};
