import { useState } from "react";
import {
  Button,
  ComboBox,
  Input,
  Label,
  ListBox,
  Popover,
  Tag,
  TagGroup,
  TagList,
  Text,
} from "react-aria-components";
import { searchText, useTexts } from "../../texts/index.ts";
import { Icon } from "../icon.tsx";
import { type Choice, ChoiceOption, withIds } from "./select.tsx";
import { FieldLabel } from "./text-field.tsx";

/** Several values out of a long list. */
export interface TagFieldProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly choices: readonly Choice[];
  readonly hint?: string;
  readonly placeholder?: string;
  readonly isOptional?: boolean;
  /** At most so many choices are listed while typing. */
  readonly shown?: number;
}

/** Type to search, Enter to add; each chosen value is a tag that can be removed. */
export const TagField = (props: TagFieldProps) => {
  const [text, setText] = useState("");
  const wanted = searchText(text.trim());
  const open = props.choices
    .filter((choice) => !props.values.includes(choice.value))
    .filter((choice) => searchText(choice.label).includes(wanted))
    .slice(0, props.shown ?? 50);
  const add = (value: string) => {
    setText("");
    if (!props.values.includes(value)) props.onChange([...props.values, value]);
  };

  return (
    <div className="field">
      <ComboBox
        className="field"
        menuTrigger="focus"
        items={withIds(open)}
        inputValue={text}
        onInputChange={setText}
        value={null}
        onChange={(key) => {
          if (typeof key === "string") add(key);
        }}
      >
        <FieldLabel label={props.label} isOptional={props.isOptional === true} />
        <div className="field-box">
          <Input className="field-input" placeholder={props.placeholder ?? ""} />
          <Button className="btn btn-quiet btn-icon">
            <Icon name="chevron" />
          </Button>
        </div>
        {props.hint !== undefined && (
          <Text slot="description" className="field-hint">
            {props.hint}
          </Text>
        )}
        <Popover className="popover" maxHeight={320}>
          <ListBox<Choice> className="listbox" renderEmptyState={() => <NothingFound />}>
            {(choice) => <ChoiceOption choice={choice} />}
          </ListBox>
        </Popover>
      </ComboBox>
      <Tags {...props} />
    </div>
  );
};

const NothingFound = () => {
  const t = useTexts();
  return <p className="field-hint">{t("Nothing found")}</p>;
};

const Tags = (props: TagFieldProps) => {
  const t = useTexts();
  if (props.values.length === 0) return null;
  const labels = new Map(props.choices.map((choice) => [choice.value, choice.label]));
  return (
    <TagGroup onRemove={(keys) => props.onChange(props.values.filter((value) => !keys.has(value)))}>
      <Label className="visually-hidden">{t("{label}: chosen", { label: props.label })}</Label>
      <TagList className="chips">
        {props.values.map((value) => (
          <Tag key={value} id={value} className="chip" textValue={labels.get(value) ?? value}>
            {labels.get(value) ?? value}
            <Button slot="remove" className="tag-remove">
              <Icon name="close" size={14} />
            </Button>
          </Tag>
        ))}
      </TagList>
    </TagGroup>
  );
};
