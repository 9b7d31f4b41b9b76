import { useState } from "react";
import { Checkbox, Dialog } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { areShortcutsOn, setShortcuts } from "./keys.ts";

/** Keys and what they do, under a heading where there is more than one group. */
export interface ShortcutGroup {
  readonly title?: string;
  readonly lines: readonly { readonly keys: readonly string[]; readonly label: string }[];
}

/** Every shortcut with its keys, and a switch for who does not want them. */
export const ShortcutList = (props: {
  readonly groups: readonly ShortcutGroup[];
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const [isOn, setOn] = useState(areShortcutsOn);
  return (
    <Dialog title={t("Keyboard shortcuts")} isOpen onClose={props.onClose}>
      <div className="stack">
        <p className="small soft">
          {t("None fires while you type. Two keys are pressed one after the other.")}
        </p>
        {props.groups.map(({ title, lines }) => (
          <div key={title ?? ""} className="stack stack-tight">
            {title !== undefined && <h3>{title}</h3>}
            <dl className="shortcut-list">
              {lines.map(({ keys, label }) => (
                <div key={label}>
                  <dt>
                    {keys.map((key, index) => (
                      <span key={key}>
                        {index > 0 && <span className="small soft"> {t("then")} </span>}
                        <kbd>{key}</kbd>
                      </span>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
        <Checkbox
          isSelected={isOn}
          onChange={(next) => {
            setShortcuts(next);
            setOn(next);
          }}
        >
          {t("Use shortcuts on this device")}
        </Checkbox>
      </div>
    </Dialog>
  );
};
