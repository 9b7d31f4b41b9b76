/** One event of a stream, as the WHATWG standard of server-sent events has it. */
export interface ServerEvent {
  /** Text of the event; every line of it becomes a line of the stream. */
  readonly data: string;
  /** What kind of event it is; without it clients take it for "message". */
  readonly event?: string;
  /** What a client sends back as Last-Event-ID when it connects again. */
  readonly id?: string;
}

/** A comment: nobody hears of it, and what lies between sees that the stream is alive. */
export const HEARTBEAT = ": still here\n\n";

const FIELD = /^[\x20-\x7e]{1,128}$/;

/** @throws {RangeError} for a name that would end its line and begin another field. */
const requireField = (name: string, value: string): string => {
  if (!FIELD.test(value)) throw new RangeError(`the ${name} of an event is one short line`);
  return `${name}: ${value}\n`;
};

/**
 * An event as it goes over the wire. Line feeds and carriage returns in its data begin a line of data
 * each, so that no text forges a field.
 * @throws {RangeError} for a name or an id that is no short line of ASCII.
 */
export const eventText = ({ id, event, data }: ServerEvent): string => {
  const head =
    (id === undefined ? "" : requireField("id", id)) +
    (event === undefined ? "" : requireField("event", event));
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${head}${lines.join("")}\n`;
};

/** How long a client waits before it connects again, in milliseconds. */
export const retryText = (milliseconds: number): string => `retry: ${milliseconds}\n\n`;
