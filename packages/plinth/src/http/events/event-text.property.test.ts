import fc from "fast-check";
import { expect, it } from "vitest";
import { eventText } from "./event-text.ts";

/** Reads a stream of events as section 9.2.6 of the HTML standard has it. */
const read = (text: string) => {
  const events: { id: string; event: string; data: string }[] = [];
  let current = { id: "", event: "", data: [] as string[] };
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (current.data.length > 0) events.push({ ...current, data: current.data.join("\n") });
      current = { id: current.id, event: "", data: [] };
      continue;
    }
    const at = line.indexOf(":");
    const [field, value] = [line.slice(0, at), line.slice(at + 1).replace(/^ /, "")];
    if (field === "data") current.data.push(value);
    if (field === "event") current.event = value;
    if (field === "id") current.id = value;
  }
  return events;
};

it("SES-07: whatever its data is, an event arrives as one, with its own name and id", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", ":", " ", "\n", "\r", "data", "id", "event"),
  });
  fc.assert(
    fc.property(text, (data) => {
      const sent = eventText({ id: "7", event: "told", data });
      const lines = data.replaceAll(/\r\n|\r/g, "\n");
      expect(read(sent)).toEqual([{ id: "7", event: "told", data: lines }]);
    }),
  );
});

it("a name or id that would begin another field is refused", () => {
  for (const wrong of ["", "a\nb", "a\rdata: x", "ü", "x".repeat(129)]) {
    expect(() => eventText({ event: wrong, data: "" })).toThrow(RangeError);
    expect(() => eventText({ id: wrong, data: "" })).toThrow(RangeError);
  }
});
