import { describe, expect, it } from "vitest";
import { faultsOf, faultsOfMessage } from "./coverage.ts";
import { messagesOf } from "./messages.ts";
import { loadWorkspaces } from "./workspaces.ts";

describe("STR-09, P-114: every language says all that the sources say", () => {
  it.each(loadWorkspaces())("$name", (workspace) => {
    expect(workspace.messages.length).toBeGreaterThan(0);
    expect(faultsOf(workspace)).toEqual([]);
  });

  it("a message that is missing, left over, twice there, or not filled is told", () => {
    const message = (text: string, isPlural = false) => ({ text, isPlural, file: "a.tsx" });
    const told = faultsOf({
      name: "one",
      messages: [message("Yes"), message("No"), message("{n} days", true)],
      faults: ["a.tsx:1 words with no message: Oh"],
      catalogs: () => [
        { file: "a.json", said: { Yes: "Ja", Perhaps: "Vielleicht", "{n} days": "{n} Tage" } },
        { file: "b.json", said: { Yes: "" } },
      ],
    });
    for (const fault of [
      "a.tsx:1 words with no message: Oh",
      "a.json: nobody says “Perhaps”",
      "a.json: “{n} days” does not count {n}",
      "b.json: “Yes” stands in two files",
      "b.json: “Yes” is empty",
      "de lacks “No”",
      "ar lacks “No”",
    ]) {
      expect(told).toContain(fault);
    }
  });

  it("places and plural forms have to agree", () => {
    const days = "{n, plural, one {# Tag} other {# Tage}} ab {day}";
    expect(faultsOfMessage("de", "{n} days from {day}", days, true)).toEqual([]);
    expect(faultsOfMessage("ar", "{n} days from {day}", days, true)).toEqual([
      "has the forms one,other instead of few,many,one,other,two,zero",
    ]);
    expect(faultsOfMessage("de", "Read the <a>terms</a> of {site}", "Lies {page}", false)).toEqual([
      "lacks {a}",
      "lacks {site}",
      "has no {page} to show",
    ]);
    expect(faultsOfMessage("de", "Yes", "{", false)[0]).toContain("is not ICU");
  });

  it("collects what a source says, and finds what it does not say through messages", () => {
    const { messages, faults } = messagesOf(
      "a.tsx",
      `const words = { a: "From a table" } satisfies Messages;
       const A = () => <p title="Spoken" className="no">
         {t("Plain")}{t(isOld ? "Old" : "New")}{t.rich("A <b>tag</b>", { b })}Bare words
         {t.plural(n, "One day", "{n} days")}{t(words.a)}{t.of(words.a)} · 5
       </p>;`,
    );
    expect(messages.map(({ text }) => text)).toEqual([
      ...["From a table", "Plain", "Old", "New", "A <b>tag</b>", "{n} days"],
    ]);
    expect(faults.map((fault) => fault.replace(/:\d+/, ""))).toEqual([
      "a.tsx words with no message: Spoken",
      "a.tsx words with no message: Bare words",
      "a.tsx a message that is no literal: put it in a table",
    ]);
  });
});
