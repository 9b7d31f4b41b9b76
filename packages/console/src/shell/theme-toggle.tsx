import { useState } from "react";
import { Icon } from "../kit/icon.tsx";
import { type Messages, useTexts } from "../texts/index.ts";
import { applyTheme, loadTheme, type ThemeChoice } from "./theme.ts";

const order: readonly ThemeChoice[] = ["system", "light", "dark"];
const icons = { system: "system", light: "sun", dark: "moon" } as const;
const names = {
  system: ["Colours: as the device", "Change to as the device."],
  light: ["Colours: light", "Change to light."],
  dark: ["Colours: dark", "Change to dark."],
} as const satisfies Messages;

/** Steps through device, light and dark; its name says what is on. */
export const ThemeToggle = () => {
  const t = useTexts();
  const [choice, setChoice] = useState<ThemeChoice>(loadTheme);
  const next = order[(order.indexOf(choice) + 1) % order.length] ?? "system";
  const now = t.of(names[choice][0]);
  return (
    <button
      type="button"
      className="btn btn-quiet btn-icon"
      aria-label={`${now}. ${t.of(names[next][1])}`}
      title={now}
      onClick={() => {
        applyTheme(next);
        setChoice(next);
      }}
    >
      <Icon name={icons[choice]} />
    </button>
  );
};
