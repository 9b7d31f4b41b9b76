import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("values that are left for a query of another store", () => {
  it.each([
    // Cypher and AQL.
    ["soup'}) RETURN m.price //", "nosql.graph-query"],
    ["soup' RETURN m //", "nosql.graph-query"],
    ["' || true RETURN m //", "nosql.graph-query"],
    ['soup"}) MATCH (c:Cook) RETURN c.salt //', "nosql.graph-query"],
    ["soup'}) RETURN 7 UNION MATCH (c:Cook) RETURN c.salt //", "nosql.graph-query"],
    ["soup' WITH 7 AS x CALL db.labels() YIELD label RETURN label//", "nosql.graph-query"],
    ["soup' LOAD CSV FROM 'https://cook.example/' AS l RETURN l//", "nosql.graph-query"],
    ["soup\\u0027}) MATCH (c) RETURN c.salt //", "nosql.graph-query"],
    ["soup`) SET m.free = true WITH m MATCH (x:`Menu", "nosql.graph-query"],
    ["7 DETACH DELETE m//", "nosql.graph-query"],
    ['soup" FOR c IN cooks RETURN c.salt //', "nosql.graph-query"],
    ['m.name == "soup" || m.price != null RETURN KEEP(m, "salt")', "nosql.graph-query"],
    // CQL.
    ["soup' ALLOW FILTERING; --", "nosql.column-query"],
    ["soup' ALLOW FILTERING;%00", "nosql.column-query"],
    ["soup' OR token(id) > token('') --", "sqli.condition"],
    ["7; BEGIN BATCH DELETE FROM menus WHERE id = 7; APPLY BATCH", "nosql.column-query"],
    // DynamoDB.
    [":soup OR attribute_exists(salt)", "nosql.condition-expression"],
    ["soup' AND begins_with(salt,'a", "nosql.condition-expression"],
    ['{"ComparisonOperator":"GT","AttributeValueList":[{"S":"*"}]}', "nosql.condition-expression"],
    ['{"FilterExpression":"size(salt) > :z"}', "nosql.condition-expression"],
    ["price = :p, isCook = :yes REMOVE locked", "nosql.condition-expression"],
    // Search engines.
    ['{"query":{"match_all":{}},"size":9000}', "nosql.match-all"],
    ['{"query":{"query_string":{"query":"* OR cook:ines"}}}', "nosql.match-all"],
    ['{"query":{"terms":{"cook":{"index":"staff","id":"7","path":"salt"}}}}', "nosql.match-all"],
    ["soup) OR (hidden:true AND cook:*", "nosql.query-breakout"],
    // JSON that is left, and opened again.
    ['soup"}],"cook":[{"name":"x', "nosql.document-breakout"],
    ['soup"}},{"match_all":{}}],"must_not":[{"term":{"x":"', "nosql.document-breakout"],
    ['{"name":"ines","roles":["_admin"],"roles":[]}', "nosql.document-breakout"],
    ['"soup"&startkey=null&endkey={}', "nosql.document-breakout"],
    // Lines of Redis and memcached, a script that tells settings.
    ["soup:7\r\nRENAME cook:1 cook:7\r\n", "nosql.store-line"],
    ["soup%0d%0aFLUSHALL%0d%0a", "nosql.store-line"],
    ["soup 0 0 1\r\n7\r\nflush_all\r\n", "nosql.store-line"],
    ["soup%0d%0astats%20items%0d%0aget%20", "nosql.store-line"],
    ["return redis.call('CONFIG','GET','dir')", "nosql.store-line"],
    // MongoDB: fields told in the place of others, code joined on, what ends a string.
    ['{"nick":"$password"}', "nosql.other-operator"],
    ["$or[0][price]=7&$or[1][price]=9", "nosql.logical-operator"],
    ["where[salt][regexp]=^a&where[cook]=ines", "nosql.bracket-key"],
    ["filter[where][salt][neq]=x", "nosql.bracket-key"],
    ["soup' || (function(){var i=0;while(i<9e9){i++}})() || '", "nosql.query-breakout"],
    ["soup');throw version();//", "nosql.query-breakout"],
    ["7 || true", "nosql.script-tautology"],
    ["soup'%00", "nosql.script-tautology"],
    ['{"q":"{\\"a\\":\\"{\\\\\\"$ne\\\\\\":7}\\"}"}', "nosql.negation-operator"],
    [Buffer.from('{"name":"ines","salt":{"$ne":7}}').toString("base64"), "nosql.negation-operator"],
    ["soup`]->(c) SET c.free = true WITH c MATCH (a)-[:`KNOWS", "nosql.graph-query"],
    ["7 OR EXISTS { MATCH (c:Cook) WHERE c.salt =~ '^a.*' }", "nosql.graph-query"],
    ["soup' /*' AND salt = '*/ ALLOW FILTERING", "nosql.column-query"],
    ["soup'; DROP KEYSPACE menu; --", "nosql.query-breakout"],
    ['soup" OR _exists_:salt OR "', "nosql.query-breakout"],
    ['{"query":{"wildcard":{"salt":"*"}},"size":9000}', "nosql.match-all"],
    ["soup&shards=cook.example:8983/menu", "nosql.match-all"],
    ["soup {!join from=id fromIndex=cooks to=id}*", "nosql.match-all"],
    ["filter[where][or][0][salt]=x&filter[where][or][1][id]=7", "nosql.bracket-key"],
    ["'-(this.free=true)-'", "nosql.query-breakout"],
    ["\\'||true||\\'", "nosql.query-breakout"],
    [
      "ines'; let s=ISODate().getTime(); while(ISODate().getTime()-s<9000){} '",
      "nosql.script-delay",
    ],
    ["soup' RETURN m /*", "nosql.graph-query"],
    ["soup'} || true; var k={'a':'", "nosql.query-breakout"],
    ["'\"`{\n;$Soup}\n$Soup \\xAZ", "nosql.script-condition"],
    ["soup'}) DETACH DELETE m WITH 7 AS a MATCH (c {x:'", "nosql.graph-query"],
    ["_all_docs?include_docs=true&limit=7", "nosql.document-breakout"],
    ["'-(function(){return 7})()||'", "nosql.query-breakout"],
    ["response.end(require('fs').readdirSync('.'))", "nosql.server-code"],
    ["_$$ND_FUNC$$_function(){return 7}()", "nosql.server-code"],
    ["\\'; return \\'\\' == \\'", "nosql.script-return"],
    // What their other languages and drivers have.
    ["soup' OR true LET x = (FOR c IN cooks RETURN c) RETURN 1 /*", "nosql.graph-query"],
    ["soup' REMOVE c IN cooks LET a = '", "nosql.graph-query"],
    ["soup').drop().iterate(); g.V().has('name','", "nosql.query-breakout"],
    ["7).valueMap('salt').by(", "nosql.query-breakout"],
    ["soup')||r.table('cooks').delete()||r.expr('", "nosql.query-breakout"],
    [":soup OR size(salt) > :z", "nosql.condition-expression"],
    ["*:* OR cook:ines", "nosql.match-all"],
    ["soup OR cook_id:[* TO *]", "nosql.match-all"],
    ["* OR _exists_:salt", "nosql.match-all"],
    ["soup&fq=-hidden:x", "nosql.match-all"],
    ["menus/_delete_by_query?q=*", "nosql.match-all"],
    ["7 UNION CALL db.labels() YIELD label RETURN label//", "nosql.graph-query"],
    ["7 OR meta().id IS NOT MISSING", "nosql.column-query"],
    ["soup' OR ANY c IN cooks SATISFIES c.salt = 7 END --", "nosql.column-query"],
    ['{}\n{"delete":{"_index":"menus","_id":"7"}}\n', "nosql.store-line"],
    ["soup:7\r\nMIGRATE cook.example 6379 x 0 9 KEYS cook:7\r\n", "nosql.store-line"],
    ["menus.json?auth=null", "nosql.document-breakout"],
    ["menus?authSource=admin&x=", "nosql.document-breakout"],
    ["{!xmlparser v='<a/>'}", "nosql.match-all"],
    ["*))|@salt:{*}|(@id:(*", "nosql.query-breakout"],
    ["EVAL \"return redis.call('keys','*')\" 0", "nosql.store-line"],
    ["soup') redis.call('set','cook:7','x", "nosql.store-line"],
    ['{"name":"f","language":"groovy","code":"7"}', "nosql.kept-code"],
    ["function(){return JSON.stringify(this).indexOf('a')>-1}", "nosql.script-condition"],
    ['{"as":"name","field":"$$ROOT.salt"}', "nosql.other-operator"],
    ['{ cooks(where:{password:{_regex:"^a"}}){ id } }', "nosql.secret-asked"],
    ["'/**/||/**/!![]/**/||'", "nosql.script-tautology"],
    ["7 || this.hidden", "nosql.script-condition"],
    ["$\u007bthis.salt}", "nosql.script-condition"],
    ["tojson(this).indexOf('salt')>=0", "nosql.script-condition"],
    ["0||1", "nosql.script-tautology"],
    ['7; if(this.free=="yes")return 1', "nosql.script-return"],
    ["/ || /^/", "nosql.script-tautology"],
    ["(()=>{}).constructor`return 7```", "nosql.server-code"],
    ["}, { salt : /.*/ }", "nosql.pattern-operator"],
    ['soup"}}//', "nosql.query-breakout"],
    ["function(){for(var k in this){emit(k,this[k])}}", "nosql.kept-code"],
    ['soup"); return true; (function(){ return ("', "nosql.script-return"],
  ])("VAL-10, VAL-14: finds %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    // Words around it hide nothing that works: a value that is left, a document as a whole.
    ["I like the soup' || this.salt.match(/^a/) || 'and the bread of it", "nosql.script-condition"],
    ['{"note":"as good as it gets","salt":{"$ne":"and so on it goes"}}', "nosql.negation-operator"],
    ["x;db.dishes.drop() and that was all of it", "nosql.shell-call"],
  ])("VAL-10: finds %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    ["MATCH (m:Menu) RETURN m.price is what I have; why is it so slow?"],
    ["In Cypher I write MATCH (m:Menu {name: 'soup'}) RETURN m and get nothing // a comment"],
    ["He said 'return to sender' // and so I did"],
    ["Is ALLOW FILTERING a bad idea for a table with 'soup' in it?"],
    ["attribute_exists(price) is true for every dish that has a price"],
    ["Do I need begins_with(sk, :p) or contains(sk, :p)?"],
    ["Why does match_all find 9000 dishes, and query_string only seven?"],
    ['{"query":{"match":{"name":"soup"}},"size":10}'],
    ['{"name":"soup","cook":{"name":"Ines"},"tags":["warm"]}'],
    ["soup\nSET the table\nand eat"],
    ["lunch\nset the timer 5 0 0\n"],
    ["redis.call('GET', KEYS[1]) returns false where I expected nil"],
    ["Use (soup) or (bread: dark) as you like"],
    ["The soup) or (as I say: stew) is served at 7, see the list (new)."],
    ['{"password":"$PASSWORD","name":"$NAME"}'],
    ["The command is `make || true` in our build"],
    ["O'Brien"],
    [Buffer.from('{"name":"ines","salt":[7]}').toString("base64")],
    [
      "db.dishes.aggregate([{ $match: { warm: true } }]) – is this how one groups them by the town?",
    ],
    [
      "In MongoDB, how do I match it? db.dishes.find({ price: { $exists: true } }) works, but feels like a hack.",
    ],
    [
      'The aggregation [{ $unwind: "$lines" }] uses more memory than it had before. Would it help to sort?',
    ],
    ['Mango of CouchDB: {"selector":{"price":{"$gt":7}}} says that no index exists for this sort.'],
    ["function(){return this.price} is how I read it"],
    ["(soup).map(cook) is what the chain looks like; g.V() comes later"],
    ["list.filter(x => x.salt).values()"],
    ['{ cooks(where:{name:{_like:"A%"}}){ id } }'],
    ["where did the filter go? page[size]=10&filter[name]=soup"],
  ])("VAL-15: leaves alone %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
