import { useState } from "react";
import { Icon } from "../kit/icon.tsx";
import { applyTheme, loadTheme, type ThemeChoice } from "./theme.ts";

const order: readonly ThemeChoice[] = ["system", "light", "dark"];
const icons = { system: "system", light: "sun", dark: "moon" } as const;
const names = { system: "as the device", light: "light", dark: "dark" } as const;

/** Steps through device, light and dark; its name says what is on. */
export const ThemeToggle = () => {
  const [choice, setChoice] = useState<ThemeChoice>(loadTheme);
  const next = order[(order.indexOf(choice) + 1) % order.length] ?? "system";
  return (
    <button
      type="button"
      className="btn btn-quiet btn-icon"
      aria-label={`Colours: ${names[choice]}. Change to ${names[next]}.`}
      title={`Colours: ${names[choice]}`}
      onClick={() => {
        applyTheme(next);
        setChoice(next);
      }}
    >
      <Icon name={icons[choice]} />
    </button>
  );
};
