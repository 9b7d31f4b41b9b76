import type { FaultReport } from "./error-boundary.tsx";

/** What the server is told of a fault; nothing that a person typed, no query, no fragment. */
export interface FaultMessage {
  readonly id: string;
  readonly message: string;
  readonly component: string;
  readonly page: string;
}

/** How a message leaves; resolves or rejects without anyone waiting for it. */
export type SendFault = (url: string, body: string) => Promise<unknown>;

const MESSAGE_LENGTH = 500;
const PART_LENGTH = 200;
/** A part that breaks again and again says nothing new; the server would stop listening anyway. */
const MAX_REPORTS = 5;

/** By characters, so that no half of a pair is sent. */
const cut = (text: string, length: number): string => Array.from(text).slice(0, length).join("");

const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : typeof error;

/** Names of the innermost component: "at PlanCard (http://…)" is enough to find it. */
const componentOf = ({ area, componentStack }: FaultReport): string => {
  const [, name] = /^\s*(?:at )?([\w$.]+)/.exec(componentStack) ?? [];
  return cut(name === undefined ? area : `${area}: ${name}`, PART_LENGTH);
};

/** The message for a report on a page. */
export const faultMessage = (report: FaultReport, path: string): FaultMessage => ({
  id: report.id,
  message: cut(wordsOf(report.error), MESSAGE_LENGTH),
  component: componentOf(report),
  page: cut(path.replace(/[?#].*$/s, ""), PART_LENGTH),
});

/** `keepalive` lets it arrive although the page is being left. */
const sendByFetch: SendFault = (url, body) =>
  fetch(url, {
    method: "POST",
    keepalive: true,
    credentials: "omit",
    headers: { "content-type": "application/json" },
    body,
  });

/** Builds what tells the server of broken parts: a few times a page, and silently (UX-11). */
export const createFaultReporter = (options: {
  readonly baseUrl: string;
  /** Path of the page at the time of the fault. */
  readonly path: () => string;
  readonly send?: SendFault;
}): ((report: FaultReport) => void) => {
  const { baseUrl, path, send = sendByFetch } = options;
  const sent = new Set<string>();
  return (report) => {
    if (sent.has(report.id) || sent.size >= MAX_REPORTS) return;
    sent.add(report.id);
    const body = JSON.stringify(faultMessage(report, path()));
    // A report that is lost must not break the page a second time.
    send(`${baseUrl}/api/v1/client-errors`, body).catch(() => undefined);
  };
};
