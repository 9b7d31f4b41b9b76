import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { describeAdminError } from "../../admin/admin-words.ts";
import { Button, FormFailure, Notice, TextField } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { createMailApi } from "./mail-api.ts";
import { reasonWords } from "./mail-words.ts";
import { LiftButton } from "./suppression-list.tsx";

/** Asks of one address whether it gets mail: only hashes are kept, so the list does not tell. */
export const FindAddress = ({ mayWrite }: { readonly mayWrite: boolean }) => {
  const { client } = useRuntime();
  const [address, setAddress] = useState("");
  const found = useMutation({ mutationFn: () => createMailApi(client).find(address) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() !== "") found.mutate();
  };
  const { data } = found;
  return (
    <div className="stack stack-tight">
      <form className="stack stack-tight" aria-label="Look up an address" onSubmit={submit}>
        <FormFailure failure={found.error === null ? undefined : describeAdminError(found.error)} />
        <TextField
          label="Does an address get mail?"
          type="email"
          name="address"
          autoComplete="off"
          value={address}
          onChange={(value) => {
            setAddress(value);
            found.reset();
          }}
        />
        <div className="row">
          <Button type="submit" isPending={found.isPending}>
            Look it up
          </Button>
        </div>
      </form>
      <div role="status">
        {data === null && <p>This address gets mail.</p>}
        {data !== null && data !== undefined && (
          <Notice tone="warn" title="This address gets no mail">
            {reasonWords(data)}
            {data.detail === null ? "." : `: ${data.detail}`}{" "}
            {mayWrite && <LiftButton suppression={data} onDone={() => found.reset()} />}
          </Notice>
        )}
      </div>
    </div>
  );
};
