import { type FormEvent, useRef, useState } from "react";
import { describeError, type ErrorWords, faultsByField, isQuiet } from "../../client/index.ts";
import { useTexts } from "../../texts/index.ts";

/** Messages by field name. */
export type Faults<T> = Readonly<Partial<Record<keyof T & string, string>>>;

/** What a form does. */
export interface FormOptions<T extends object> {
  readonly initial: T;
  /** Gives the faults of the values in plain words; {} when there are none. */
  readonly validate: (values: T) => Faults<T>;
  readonly submit: (values: T) => Promise<void>;
  /** Words for an application's own error codes. */
  readonly describe?: (error: unknown) => ErrorWords;
  /** Faults that a refusal means for single fields; {} where it is about the whole form. */
  readonly locate?: (error: unknown) => Faults<T>;
  /** The field to go back to when the whole form was refused. */
  readonly retryAt?: keyof T & string;
}

/**
 * State of a form with inline validation (UX-04): a field is judged when it is left and from
 * then on while typing; submit judges all and moves the focus to the first fault; faults the
 * server finds land on their fields, the rest becomes `failure` above the form.
 */
export const useForm = <T extends object>(options: FormOptions<T>) => {
  const t = useTexts();
  const describe = (error: unknown) => describeError(t, error);
  const [values, setValues] = useState<T>(options.initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [serverFaults, setServerFaults] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<ErrorWords>();
  const [isPending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const own: Faults<T> = options.validate(values);
  const messageOf = (name: keyof T & string): string | undefined =>
    serverFaults[name] ?? (touched.has(name) ? own[name] : undefined);
  const touch = (names: readonly string[]) =>
    setTouched((before) => new Set([...before, ...names]));
  const focusFirst = (names: readonly string[], isSelected = false) => {
    const inputs = form.current?.querySelectorAll<HTMLElement>("[name]") ?? [];
    for (const input of inputs) {
      if (names.includes(input.getAttribute("name") ?? "")) {
        input.focus();
        if (isSelected && input instanceof HTMLInputElement) input.select();
        return;
      }
    }
  };
  const patch = (part: Partial<T>) => {
    setValues((before) => ({ ...before, ...part }));
    setServerFaults((before) =>
      Object.fromEntries(Object.entries(before).filter(([name]) => !Object.hasOwn(part, name))),
    );
  };
  const set = <K extends keyof T & string>(name: K, value: T[K]) =>
    patch({ [name]: value } as unknown as Partial<T>);

  const take = (error: unknown) => {
    // Who called it off knows.
    if (isQuiet(error)) return;
    const located = options.locate?.(error) ?? {};
    const faults: Readonly<Record<string, string>> = { ...faultsByField(t, error), ...located };
    const known = Object.keys(faults).filter((name) => Object.hasOwn(values, name));
    setServerFaults(Object.fromEntries(known.map((name) => [name, faults[name] ?? ""])));
    if (Object.keys(located).length === 0) setFailure((options.describe ?? describe)(error));
    if (known.length > 0) focusFirst(known, Object.keys(located).length > 0);
    // What was refused is typed anew, not behind itself.
    else if (options.retryAt !== undefined) focusFirst([options.retryAt], true);
  };

  const submitValues = async (wanted: T): Promise<void> => {
    if (isPending) return;
    setFailure(undefined);
    touch(Object.keys(wanted));
    const names = Object.keys(options.validate(wanted));
    if (names.length > 0) return focusFirst(names);
    setPending(true);
    try {
      await options.submit(wanted);
    } catch (error) {
      take(error);
    } finally {
      setPending(false);
    }
  };

  const submit = () => submitValues(values);

  const judge = (names: readonly (keyof T & string)[]): boolean => {
    const faulty = names.filter((name) => own[name] !== undefined);
    touch(names);
    focusFirst(faulty);
    return faulty.length === 0;
  };

  return {
    values,
    set,
    patch,
    replace: setValues,
    failure,
    isPending,
    submit,
    /** Shows the faults of some fields, for a button beside submit; true when there are none. */
    judge,
    /** Shows what such a button could not do. */
    fail: setFailure,
    /** Submits values that were just put in with `replace`. */
    submitValues,
    /** Spread on the form element. */
    form: {
      ref: form,
      noValidate: true,
      onSubmit: (event: FormEvent) => {
        event.preventDefault();
        // React events climb out of dialogs: a form in one must not submit the form below it.
        event.stopPropagation();
        void submit();
      },
    },
    /** Spread on a text field. */
    text: (name: { [K in keyof T]: T[K] extends string ? K : never }[keyof T] & string) => ({
      name,
      value: values[name] as string,
      onChange: (value: string) => set(name, value as T[typeof name]),
      onBlur: () => {
        // Leaving an untouched empty field says nothing yet about the person's intent.
        if (values[name] !== options.initial[name]) touch([name]);
      },
      errorMessage: messageOf(name),
    }),
    messageOf,
  };
};
