import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROSE } from "../corpus/everyday.ts";
import { leavesFrame } from "./frame.ts";

describe("values that leave what they stand in, and put it right again", () => {
  it.each([
    // Code of JavaScript, whatever it does with the document.
    ["soup' || this?.salt?.at?.(0) == 'e' || '"],
    ["'+this.cook+'"],
    ["'^1,1,'1"],
    ["' ? 0 : 1 || '"],
    ["soup', this.cook, '"],
    ["' || /./ || '"],
    ["'\n||\nthis\n.\nfree\n||\n'"],
    ["\\' || this.free //"],
    ['"; switch(this.role){case "cook": return 1; default: return 0;} //'],
    ["'){return true} if('x'=='"],
    ["soup'/*', cook:'x'*/, cook:'ines', a:'"],
    ["7) || !(void 1"],
    // Languages of stores, none of which it knows.
    ["soup'){emit(doc.cook,doc.salt)}if('1'=='2"],
    ['" .. table.concat(redis.call("keys","cook:*"),",") .. "'],
    ["';ctx.op='delete';def z='"],
    ['soup" OR _index:".staff-7" OR title:"'],
    ['soup","lenient":true,"default_operator":"OR","query":"*'],
    ["soup' , is_free = true WHERE cook = 'ines' IF EXISTS; --"],
    ["7]) CALL apoc.load.json('https://cook.example/') YIELD value RETURN value //"],
    ['soup` FILTER x.salt LIKE "a%" RETURN x //'],
    ["') OR RowFilter(!=,'binary:zz') OR PrefixFilter('a"],
    ['soup") |> yield(name:"x") //'],
    ["7..]; REMOVE TABLE menu; RETURN [1"],
    ['soup"}){id} leak:cooks(where:{OR:[{name_contains:"@"}]}){name salt} #'],
    // What comes behind the quote that is opened again.
    ["a' || this.free || '.jpg"],
    ["' || true || ':x"],
  ])("VAL-10, VAL-14: %s", (text) => {
    expect(leavesFrame(text)).toBe(true);
  });

  it.each([
    ["The `*` sign is short for `{0,}`."],
    ["Fix the corner case 'for await (async of ...)'."],
    ["'Where are you?' 'This is where I am.' 'Return at once!'"],
    ["the kids' + the parents' tickets"],
    ["rock 'n' roll - and 'soul'"],
    ["6' / 8' - 'tall'"],
    ['5" - 7" // about so'],
    ["They're \"here\" (or were), and that's it; 'so' to say -- ok?"],
    ['"Salt" or "sugar"? // a question'],
    ["say \"hello\" to O'Brien (of 'the Pot') #7"],
    ["const a = 'x' + b + 'y';"],
    ["a) cook the soup; b) eat it (all of it"],
    ["'._+'@mail.example.org"],
    ["split(', ').join('; ') // and so on"],
    ["{ a: 'x', b: [1, 2] } // a document"],
    ["notes-*/... are not read\n----------"],
    ["(see above) and [there], then {so} // later"],
  ])("VAL-15: leaves alone %s", (text) => {
    expect(leavesFrame(text)).toBe(false);
  });

  it("VAL-10: whatever is joined on, and by whichever quote", () => {
    const value = fc.stringMatching(/^[\w .@-]{0,12}[\w.@-]$/);
    const quote = fc.constantFrom("'", '"', "`");
    const joint = fc.constantFrom(" || ", " && ", "||", "+", " , ", "; ", " == ", " |> ");
    const said = fc.constantFrom("f(7)", "x.y", "true", "[7]", "a == 7", "g('s')", "-7", "a[0]");
    fc.assert(
      fc.property(value, quote, joint, said, joint, (name, sign, first, what, last) => {
        expect(
          leavesFrame(`${name}${sign}${first}${what.replaceAll("'", sign)}${last}${sign}`),
        ).toBe(true);
      }),
    );
  });

  it("VAL-15: no line of everyday prose does it, nor does half of one", () => {
    const lines = PROSE.flatMap((line) => [line, line.slice(0, line.length >> 1)]);
    expect(lines.filter(leavesFrame)).toEqual([]);
  });
});
