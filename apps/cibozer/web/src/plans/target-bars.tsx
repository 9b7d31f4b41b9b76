import { type Messages, useTexts } from "@plinth/console";
import type { DayTargets, PlanDay } from "#core";

const KEYS = ["energyKcal", "proteinG", "fatG", "carbG"] as const;
const words = {
  energyKcal: { label: "Energy", amount: "{value} kcal", target: "Target {value} kcal" },
  proteinG: { label: "Protein", amount: "{value} g", target: "Target {value} g" },
  fatG: { label: "Fat", amount: "{value} g", target: "Target {value} g" },
  carbG: { label: "Carbs", amount: "{value} g", target: "Target {value} g" },
} as const satisfies Messages;

/** The bar shows half to one and a half of the target, so that its middle is the target. */
const place = (value: number, target: number): number =>
  Math.max(0, Math.min(100, (value / target - 0.5) * 100));

/** Whether a day is outside what counts as met. */
export const missesTargets = (
  totals: PlanDay["totals"],
  targets: DayTargets | undefined,
): boolean =>
  targets !== undefined &&
  KEYS.some((key) => Math.abs(totals[key] - targets[key]) > targets.tolerance[key] + 0.01);

/** Totals of a day against what it aims at; the green band is what counts as met. */
export const TargetBars = (props: {
  readonly totals: PlanDay["totals"];
  readonly targets: DayTargets | undefined;
}) => {
  const t = useTexts();
  return (
    <ul className="targets list-plain numbers" aria-label={t("Totals of the day")}>
      {KEYS.map((key) => {
        const { label, amount, target: aim } = words[key];
        const value = props.totals[key];
        const target = props.targets?.[key];
        const width = props.targets?.tolerance[key];
        return (
          <li key={key} className="target">
            <span className="target-line">
              <span>{t.of(label)}</span>
              <span>
                <strong>{t.of(amount, { value: Math.round(value) })}</strong>
                {target !== undefined && (
                  <span className="target-of soft">
                    {" "}
                    {t("of {target}", { target: Math.round(target) })}
                  </span>
                )}
              </span>
            </span>
            {target !== undefined && width !== undefined && target > 0 && (
              <span className="target-bar" title={t.of(aim, { value: Math.round(target) })}>
                <span
                  className="target-band"
                  style={{
                    insetInlineStart: `${place(target - width, target)}%`,
                    insetInlineEnd: `${100 - place(target + width, target)}%`,
                  }}
                />
                <span
                  className="target-mark"
                  style={{ insetInlineStart: `${place(value, target)}%` }}
                />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
};
