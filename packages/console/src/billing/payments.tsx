import { Card } from "../kit/index.ts";
import { useTexts } from "../texts/index.ts";
import type { Payment } from "./billing-api.ts";
import { dayWords, moneyWords, paymentWords } from "./billing-words.ts";

/** The last payments, with their receipts. */
export const Payments = ({ payments }: { readonly payments: readonly Payment[] }) => {
  const t = useTexts();
  return (
    <Card label={t("Payments")}>
      <div className="stack">
        <h2>{t("Payments")}</h2>
        {payments.length === 0 && <p className="soft">{t("There are none yet.")}</p>}
        <ul className="list-plain stack stack-tight">
          {payments.map((payment) => (
            <li key={payment.id} className="row row-spread">
              <span>
                {payment.paidAt === null ? t("Due") : dayWords(t, payment.paidAt)}
                {payment.number !== null && <span className="soft"> · {payment.number}</span>}
              </span>
              <span className="numbers">
                {moneyWords(t, payment.amount, payment.currency)} · {paymentWords(t, payment)}
                {payment.url !== null && (
                  <>
                    {" · "}
                    <a href={payment.url} rel="noreferrer">
                      {t("Invoice")}
                      <span className="visually-hidden"> {payment.number}</span>
                    </a>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
};
