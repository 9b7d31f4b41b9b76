import { Checkbox } from "../../kit/index.ts";
import { choose, groupPermissions, isImplied } from "./permission-groups.ts";

/** Permissions as boxes to tick, a group for each resource. */
export const PermissionFields = (props: {
  readonly known: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) => {
  const { known, chosen, onChange } = props;
  const box = (permission: string, label: string) => {
    const implied = isImplied(chosen, permission);
    return (
      <Checkbox
        key={permission}
        isSelected={implied || chosen.includes(permission)}
        isDisabled={implied}
        onChange={(isChosen) => onChange(choose(chosen, permission, isChosen))}
      >
        {label}
      </Checkbox>
    );
  };
  return (
    <div className="stack">
      {box("*", "Everything, whatever comes later included")}
      {groupPermissions(known).map(({ resource, wildcard, actions }) => (
        <fieldset key={resource} className="permission-group">
          <legend>{resource}</legend>
          {actions.map(({ permission, action }) => box(permission, `${resource}: ${action}`))}
          {box(wildcard, `${resource}: everything`)}
        </fieldset>
      ))}
    </div>
  );
};
