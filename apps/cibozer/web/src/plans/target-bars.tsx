import { useTexts } from "@plinth/console";
import type { DayTargets, PlanDay } from "#core";

const rows = [
  { key: "energyKcal", label: "Energy", unit: "kcal" },
  { key: "proteinG", label: "Protein", unit: "g" },
  { key: "fatG", label: "Fat", unit: "g" },
  { key: "carbG", label: "Carbs", unit: "g" },
] as const;

/** The bar shows half to one and a half of the target, so that its middle is the target. */
const place = (value: number, target: number): number =>
  Math.max(0, Math.min(100, (value / target - 0.5) * 100));

/** Whether a day is outside what counts as met. */
export const missesTargets = (
  totals: PlanDay["totals"],
  targets: DayTargets | undefined,
): boolean =>
  targets !== undefined &&
  rows.some(({ key }) => Math.abs(totals[key] - targets[key]) > targets.tolerance[key] + 0.01);

/** Totals of a day against what it aims at; the green band is what counts as met. */
export const TargetBars = (props: {
  readonly totals: PlanDay["totals"];
  readonly targets: DayTargets | undefined;
}) => {
  const t = useTexts();
  return (
    <ul className="targets list-plain numbers" aria-label={t("Totals of the day")}>
      {rows.map(({ key, label, unit }) => {
        const value = props.totals[key];
        const target = props.targets?.[key];
        const width = props.targets?.tolerance[key];
        return (
          <li key={key} className="target">
            <span className="target-line">
              <span>{label}</span>
              <span>
                <strong>
                  {Math.round(value).toLocaleString("en")} {unit}
                </strong>
                {target !== undefined && (
                  <span className="target-of soft">
                    {t("of {target}", { target: Math.round(target) })}
                  </span>
                )}
              </span>
            </span>
            {target !== undefined && width !== undefined && target > 0 && (
              <span
                className="target-bar"
                title={t("Target {target} {unit}", { target: Math.round(target), unit })}
              >
                <span
                  className="target-band"
                  style={{
                    left: `${place(target - width, target)}%`,
                    right: `${100 - place(target + width, target)}%`,
                  }}
                />
                <span className="target-mark" style={{ left: `${place(value, target)}%` }} />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
};
