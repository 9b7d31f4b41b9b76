import {
  Select as AriaSelect,
  Button,
  FieldError,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";
import { Icon } from "../icon.tsx";
import { FieldLabel } from "./text-field.tsx";

/** One choice of a list. */
export interface Choice<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly note?: string;
}

/** A closed list of choices. */
export interface SelectProps<V extends string> {
  readonly name?: string;
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
  readonly hint?: string;
  readonly errorMessage?: string | undefined;
}

/** One of a list, by pointer, keyboard or typing ahead. */
export const Select = <V extends string>(props: SelectProps<V>) => (
  <AriaSelect
    {...(props.name === undefined ? {} : { name: props.name })}
    className="field"
    value={props.value}
    onChange={(key) => {
      const chosen = props.choices.find((choice) => choice.value === key);
      if (chosen !== undefined) props.onChange(chosen.value);
    }}
    isInvalid={props.errorMessage !== undefined}
    validationBehavior="aria"
  >
    <FieldLabel label={props.label} />
    <div className="field-box">
      <Button className="select-button">
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <Icon name="chevron" />
      </Button>
    </div>
    {props.hint !== undefined && (
      <Text slot="description" className="field-hint">
        {props.hint}
      </Text>
    )}
    <FieldError className="field-error">{props.errorMessage}</FieldError>
    <Popover className="popover" maxHeight={320}>
      <ListBox className="listbox" items={withIds(props.choices)}>
        {(choice) => <ChoiceOption choice={choice} />}
      </ListBox>
    </Popover>
  </AriaSelect>
);

/** Lists tell their items apart by `id`. */
export const withIds = <C extends Choice>(choices: readonly C[]): readonly (C & { id: string })[] =>
  choices.map((choice) => ({ ...choice, id: choice.value }));

/** One line of a list of choices. */
export const ChoiceOption = ({ choice }: { readonly choice: Choice }) => (
  <ListBoxItem className="option" id={choice.value} textValue={choice.label}>
    <span>{choice.label}</span>
    {choice.note !== undefined && <span className="option-note">{choice.note}</span>}
  </ListBoxItem>
);
