import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";
import { commandsStore } from "./commands.ts";

describe("whole commands of a document store", () => {
  it.each([
    ['{"dropDatabase":1}'],
    ["{listCollections: 1, nameOnly: true}"],
    ['{"find":"cooks","filter":{},"limit":9}'],
    ['{"delete":"menus","deletes":[{"q":{},"limit":0}]}'],
    ['{"createUser":"ines","pwd":"soup","roles":["root"]}'],
    ['{"usersInfo":{"forAllDBs":true}}'],
    ['{"renameCollection":"shop.cooks","to":"open.cooks"}'],
    ['{"getParameter":"*"}'],
    ['{"aggregate":"cooks","pipeline":[],"cursor":{}}'],
    ["load('/tmp/soup.js')"],
    ['7");load("/tmp/soup.js")//'],
    ['runProgram("id","-u")'],
    ["rs.stepDown(9)"],
    ["use admin\ndb.auth('ines','soup')"],
    ["a';db['co'+'oks']['dr'+'op']();'"],
    ['{"salt":{"_bsontype":"MinKey"}}'],
    ["id[_bsontype]=ObjectID&id[id]=a"],
  ])("VAL-10, VAL-14: %s", (text) => {
    expect(commandsStore(text)).toBe(true);
    expect(inspectText(text).map(({ rule }) => rule)).toContain("nosql.store-command");
  });

  it.each([
    ['{"createUser":{"name":"Ines","roles":["cook"]}}'],
    ['{"find":"soup","where":"the pot"}'],
    ['{"update":"soup","with":"salt"}'],
    ['{"ping":1}'],
    ['{"count":"soup","of":3}'],
    ['{"delete":"soup"}'],
    ['{"shutdown":"tonight"}'],
    ["rs.status() prints the members of the set."],
    ["load the pot (of soup), run it"],
    ["use the pot\nand salt"],
    ["ls('/menu') is what I call"],
  ])("VAL-15: leaves alone %s", (text) => {
    expect(commandsStore(text)).toBe(false);
  });
});
