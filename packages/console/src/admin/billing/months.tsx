import { moneyWords } from "../../billing/billing-words.ts";
import { english } from "../../texts/index.ts";
import { DataTable } from "../data-table.tsx";
import type { RevenueMonth } from "./revenue-api.ts";

const HEIGHT = 60;
const STEP = 10;

/** The last months as bars, and in numbers. */
export const MonthTable = (props: {
  readonly months: readonly RevenueMonth[];
  readonly currency: string;
}) => {
  const { months, currency } = props;
  const money = (amount: number) => moneyWords(english, amount, currency);
  const busy = months.filter(({ paid, refunded, mrr }) => paid + refunded + mrr > 0);
  return (
    <section className="card stack" aria-label="Months">
      <h2>Months</h2>
      <Bars months={months} money={money} />
      {busy.length === 0 ? (
        <p className="soft">Nothing was paid yet.</p>
      ) : (
        <DataTable
          caption="Revenue by month"
          rows={busy.toReversed()}
          keyOf={({ month }) => month}
          columns={[
            { name: "Month", cell: ({ month }) => month },
            { name: "Paid", cell: ({ paid }) => <span className="numbers">{money(paid)}</span> },
            {
              name: "Given back",
              cell: ({ refunded }) => <span className="numbers">{money(refunded)}</span>,
            },
            {
              name: "Every month, at its end",
              cell: ({ mrr }) => <span className="numbers">{money(mrr)}</span>,
            },
            { name: "Began to pay", cell: ({ conversions }) => conversions },
            {
              name: "Stopped",
              cell: ({ churned, churnPercent }) =>
                churnPercent === null ? churned : `${churned} (${churnPercent} %)`,
            },
          ]}
        />
      )}
    </section>
  );
};

const Bars = (props: {
  readonly months: readonly RevenueMonth[];
  readonly money: (amount: number) => string;
}) => {
  const { months, money } = props;
  const nets = months.map(({ month, paid, refunded }) => ({ month, net: paid - refunded }));
  const most = Math.max(1, ...nets.map(({ net }) => net));
  const last = nets.at(-1);
  const words = `Revenue of the last ${nets.length} months; ${money(last?.net ?? 0)} in the present one`;
  return (
    <svg
      className="revenue-bars"
      role="img"
      aria-label={words}
      viewBox={`0 0 ${nets.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {nets.map(({ month, net }, index) => {
        const height = net <= 0 ? 1 : Math.max(2, (net / most) * HEIGHT);
        return (
          <rect
            key={month}
            data-look={net <= 0 ? "none" : "some"}
            x={index * STEP + 1}
            y={HEIGHT - height}
            width={STEP - 2}
            height={height}
          >
            <title>{`${month}: ${money(net)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
};
