// Writes golden.json anew: what citeproc-js makes of the items. Run by hand, with citeproc-js at hand (npm install citeproc):
//   python tests/cases/references/prepare.py LOCALES > prepared.json && node tests/cases/references/golden.js prepared.json > golden.json
const CSL = require("citeproc"), fs = require("fs");
const given = JSON.parse(fs.readFileSync(process.argv[2]));
const made = { processor: "citeproc-js " + CSL.PROCESSOR_VERSION, entries: {}, marks: {} };
for (const [language, items] of Object.entries(given.items)) {
  const by = Object.fromEntries(items.map((item) => [item.id, item]));
  const engine = new CSL.Engine(
    { retrieveLocale: (name) => given.locales[name] || given.locales["en-US"], retrieveItem: (id) => by[id] },
    given.style, language === "es" ? "es-ES" : "en-US", true);
  engine.setOutputFormat("html");
  engine.updateItems(items.map((item) => item.id));
  const [about, list] = engine.makeBibliography();
  made.entries[language] = Object.fromEntries(list.map((entry, at) => [about.entry_ids[at][0],
    entry.replace(/<div class="csl-left-margin">.*?<\/div>/s, "").replace(/<\/?div[^>]*>/g, "").trim()]));
  if (language === "en")
    for (const cluster of given.clusters) {
      const cites = cluster.map(([id, label, locator]) => (locator ? { id, label, locator } : { id }));
      made.marks[JSON.stringify(cluster)] = engine.makeCitationCluster(cites);
    }
}
process.stdout.write(JSON.stringify(made, null, 1) + "\n");
