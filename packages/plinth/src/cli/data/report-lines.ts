import type { StatementReport } from "#app";

type Reported = StatementReport["statements"][number];

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 2 : 0)} %`;

const statementLines = (one: Reported): readonly string[] => {
  const slow = one.slow === 0 ? "" : `, ${one.slow} slow`;
  const failed = one.failures === 0 ? "" : `, ${one.failures} failed`;
  return [
    `${one.id}  ${one.name}  ${percent(one.share)} of the time`,
    `  ${one.count === 1 ? "once" : `${one.count} times`}, mean ${ms(one.meanMs)}, p95 ${ms(one.p95Ms)}, longest ${ms(one.maxMs)}${slow}${failed}`,
    `  ${one.text}`,
    ...(one.plan?.steps.map((step) => `    ${step}`) ?? []),
    ...(one.plan?.hints.map((hint) => `  hint: ${hint}`) ?? []),
  ];
};

const runningLines = ({ running, waiting }: StatementReport): readonly string[] => [
  ...running.map(({ name, last, runningMs, heldMs }) => {
    const held = heldMs === undefined ? "" : `, has its connection for ${ms(heldMs)}`;
    const at = last === undefined ? "" : `, last ${last}`;
    return `running  ${name} for ${ms(runningMs)}${held}${at}`;
  }),
  ...(waiting === 0 ? [] : [`${waiting} wait for a connection or the writer`]),
];

/** A report for people: totals, what runs, then the costliest statements with their plans. */
export const reportLines = (report: StatementReport): readonly string[] => {
  const { engine, since, totals, meanMs, slowShare, known, statements } = report;
  return [
    `${engine}, since ${new Date(since).toISOString()}: ${totals.queries} statements, ${totals.transactions} transactions, ${totals.failures} failures`,
    `mean ${ms(meanMs)}, slow ${percent(slowShare)} (${totals.slowQueries}), ${totals.retries} run again, ${totals.longHolds} held their connection for long`,
    ...runningLines(report),
    `${statements.length} of ${known} statements, most time first:`,
    ...statements.flatMap(statementLines),
  ];
};
