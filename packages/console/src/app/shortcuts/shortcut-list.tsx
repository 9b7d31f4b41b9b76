import { useState } from "react";
import { Checkbox, Dialog } from "../../kit/index.ts";
import { areShortcutsOn, type Shortcut, setShortcuts } from "./keys.ts";

/** Every shortcut with its keys, and a switch for who does not want them. */
export const ShortcutList = (props: {
  readonly shortcuts: readonly Shortcut[];
  readonly onClose: () => void;
}) => {
  const [isOn, setOn] = useState(areShortcutsOn);
  return (
    <Dialog title="Keyboard shortcuts" isOpen onClose={props.onClose}>
      <p className="small soft">
        None fires while you type. Two keys are pressed one after the other.
      </p>
      <dl className="shortcut-list">
        {props.shortcuts.map(({ keys, label }) => (
          <div key={label}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && <span className="small soft"> then </span>}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        isSelected={isOn}
        onChange={(next) => {
          setShortcuts(next);
          setOn(next);
        }}
      >
        Use shortcuts on this device
      </Checkbox>
    </Dialog>
  );
};
