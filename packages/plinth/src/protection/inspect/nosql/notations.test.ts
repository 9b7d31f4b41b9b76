import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("operators as keys in other notations than JSON", () => {
  it.each([
    ["array('salt' => array('$ne' => ''))"],
    ["{:salt => {:$gt => nil}}"],
    ['a:1:{s:4:"salt";a:1:{s:3:"$ne";s:0:"";}}'],
    ["<salt><name>$ne</name><value>7</value></salt>"],
    ['<filter field="salt" op="$gt" value=""/>'],
    ['--x\r\nContent-Disposition: form-data; name="salt[$ne]"\r\n\r\n7\r\n--x--'],
    ["cook: ines\nsalt:\n  $ne: ''\n"],
    ['salt = { "$gt" = "" }'],
    ["salt['$ne']="],
  ])("VAL-10, VAL-14: %s", (text) => {
    expect(rulesOf(text)).toContain("nosql.other-operator");
  });

  it.each([
    ["foreach ($menu as $key => $dish) { cook($dish); }"],
    ["<price>$7</price>"],
    ["it costs '$12' => cheap"],
    ['{"color":{"$type":"color","$value":"#fff"}}'],
    ['{"$type":"Menu.Soup, Menu","name":"soup"}'],
    ['{"type":"number","$comment":"of plates"}'],
  ])("VAL-15: leaves alone %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
