import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("operators and code of document stores in their less usual forms", () => {
  it.each([
    // The rest of MongoDB's manual, and what mappers and other stores add to it.
    ['{"oven":{"$nearSphere":[0,0]}}', "nosql.other-operator"],
    ['{"flags":{"$bitsAnySet":1}}', "nosql.other-operator"],
    ['[{"$collStats":{}}]', "nosql.pipeline-stage"],
    ['{"a":{"$concat":["$secret","x"]}}', "nosql.other-operator"],
    ['{"secret":{"$startsWith":"a"}}', "nosql.other-operator"],
    ["secret[$notNull]=true", "nosql.bracket-key"],
    // Keys with dots, brackets in the keys of JSON, names of parameters.
    ['{"member.$ne":1}', "nosql.negation-operator"],
    ['{"secret[$ne]":""}', "nosql.bracket-key"],
    ["?menu=june&$where=1", "nosql.code-operator"],
    ["$where=1", "nosql.code-operator"],
    // Code over the document.
    ["ines'&&this.secret[0]=='h", "nosql.script-condition"],
    ["ines'&&this['secret'][0]=='h", "nosql.script-condition"],
    ["ines' && Object.keys(this)[1].match('^a')//", "nosql.script-condition"],
    ["'+tojson(this)+'", "nosql.script-condition"],
    ["' || this.secret.includes('a') || '", "nosql.script-condition"],
    ["';for(;;){}'", "nosql.script-delay"],
    ["';var d=new Date();while((new Date())-d<5000){};'", "nosql.script-delay"],
    // A string is left, something joined on, the string opened again.
    ["')||3||('", "nosql.script-tautology"],
    ['oven")||("', "nosql.script-tautology"],
    ["' || true || '", "nosql.script-tautology"],
    ["oven' || true//", "nosql.script-tautology"],
    // The shell, the scripts of search engines, map and reduce.
    ["db['members'].drop()", "nosql.shell-call"],
    ["db.members.findOneAndDelete({})", "nosql.shell-call"],
    ["x';db.getSiblingDB('admin').members.find()", "nosql.shell-call"],
    [`{"script":"doc['salt'].value > 0"}`, "nosql.kept-code"],
    ['{"_script":{"script":{"lang":"painless","source":"1"}}}', "nosql.kept-code"],
    ['{"map":"function(){emit(1,2)}"}', "nosql.kept-code"],
    ["a);}},{out:{inline:1}});return db.meals.find();//", "nosql.shell-call"],
    ["price);}, function(k, v) { return 7; }, { out: 'menu' });//", "nosql.kept-code"],
    ["'; throw new Error(tojson(this)); '", "nosql.script-condition"],
    ["price);emit(this._id,this.salt);}; var k=function(){ return (7", "nosql.script-condition"],
    ["k' || (function(){throw JSON.stringify(this)}).call(this) || '", "nosql.script-condition"],
    [
      "k'+function(x){var w=new Date();while((x.salt[1]==\"e\")&&w>new Date()){};}(this)+'",
      "nosql.script-delay",
    ],
    // Code of the server, queries of a search engine, filters of a directory.
    ["7;process.kill(process.pid)", "nosql.server-code"],
    ["res.end(require('fs').readdirSync('.').toString())", "nosql.server-code"],
    [
      "k'+(function(){return process.mainModule.require('fs').readdirSync('.')})()+'",
      "nosql.server-code",
    ],
    ["k';nativeHelper.apply({},[7]);'", "nosql.server-code"],
    ["menu=7&$inc[price]=5", "nosql.update-operator"],
    ['{"$code":"function(){return 7}","$scope":{}}', "nosql.code-operator"],
    ["menu.salt.$ne=1&cook=Ines", "nosql.negation-operator"],
    ["' || /^s/.test(Object.keys(this)[1]) || '", "nosql.script-condition"],
    ["'||1\n//", "nosql.script-tautology"],
    ["cook)(salt=2*", "nosql.filter-breakout"],
    ["cook%29%28salt%3D%2A%29%29%00", "nosql.filter-breakout"],
    ["menu) OR _exists_:salt OR (*:*", "nosql.match-all"],
    ["*:*", "nosql.match-all"],
    ["cook)(&))%00", "nosql.filter-breakout"],
    ["cook*)((|(salt=*)", "nosql.filter-breakout"],
    // JSON within a string.
    ['{ meals(where: "{\\"name\\":{\\"$regex\\":\\"^a\\"}}") { id } }', "nosql.pattern-operator"],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    "$filter: blur(2px); $first: 10px",
    '{"script":"build.sh","source":"src/main.ts"}',
    '{"script":{"source":"kitchen.ts","lang":"typescript"}}',
    '{"map":"the town","body":"a function (of many)"}',
    "see https://data.example/kitchens.json?$where=1",
    "function kept(&$set = null)",
    "$set = 4",
    "the db['members'] table",
    "this['menu'] and this.menu[0] are the same",
    "salt' && pepper",
    "'salt' || 'pepper' || 'chilli'",
    "for (;;) is a loop that never ends, they said",
    "true || false",
    "Bring 'this (one)' and \"that\"",
    "meals.map(function (meal) { return meal; }, function () {})",
    "tojson(this) tells all of it",
    "function () { emit(this._id, this.price); }",
    "const fs = require('fs').promises;",
    "process.exit(1) ends the whole program",
    "**Salt:** and pepper (*: by taste)",
    "In the shell, db.meals.find({}) shows all of them",
    "May I use {$gt: 7} on a field that holds names?",
    "leap(y): y % 4 == 0 and (y % 100 != 0 or y % 400 == 0), and n % 3 == 0 && n % 5 == 0",
    'what does onclick="return false;" do on a link?',
    "It is set to `true`, `{ $ne: true }`, or left out",
    "if (menu.includes('soup'))\n  return true;",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
