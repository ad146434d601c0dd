// Looks at reports as a reader does, in a real Chromium: nothing is said on the console, no request leaves the page, an accessibility
// check (axe) finds nothing in light and dark, the content is there, nothing runs off the page at desktop, A4 or phone width, and
// screenshots are left for people to look at. Usage: node check.mjs FOLDER CHROMIUM   (packages in FOLDER/node_modules)
import { readFileSync, readdirSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, executablePath] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// What must be read on the page: of the first screen (`first`) and anywhere (`anywhere`), by case and language.
const WANTED = {
  lung: {
    en: { first: ['Lung Adenocarcinoma', 'Secondary finding', 'Expert panel', 'osimertinib'], anywhere: ['Resistance is reported through EGFR p.Thr790Met', 'no structural variants given'] },
    ja: { first: ['肺腺癌', '二次的所見', 'エキスパートパネル', 'オシメルチニブ'], anywhere: ['EGFR p.Thr790Met による耐性の報告があります'] },
  },
  melanoma: {
    en: { first: ['Melanoma', 'BRAF p.Val600Glu'], anywhere: ['trametinib', 'BRAF: changes along the protein'] },
    ja: { first: ['BRAF p.Val600Glu'], anywhere: ['トラメチニブ'] },
  },
  colorectal: {
    en: { first: ['none suspected', 'KRAS p.Gly12Cys', 'FoundationOne CDx', 'MSI not high'], anywhere: ['cetuximab'] },
    ja: { first: ['疑いなし', 'KRAS p.Gly12Cys'], anywhere: ['セツキシマブ'] },
  },
  breast: {
    en: { first: ['suspected', 'BRCA2'], anywhere: ['PIK3CA p.His1047Arg', 'It is not a diagnosis'] },
    ja: { first: ['疑いあり', 'BRCA2'], anywhere: ['PIK3CA p.His1047Arg'] },
  },
  evil: {
    en: { first: ['<script>alert(1)</script>', '{{7*7}}'], anywhere: ['p.Leu858Arg'] },
    ja: { first: ['<script>alert(1)</script>', '{{7*7}}'], anywhere: ['p.Leu858Arg'] },
  },
  t001: {
    en: { first: ['Colon Adenocarcinoma', 'BRAF p.Val600Glu'], anywhere: ['Copy number along the genome'] },
    ja: { first: ['BRAF p.Val600Glu'], anywhere: ['ゲノム全体のコピー数'] },
  },
  colo829: {
    en: { first: ['Melanoma', 'EGFR p.Thr790Met', 'Japan, off label'], anywhere: ['None is reported for this disease'] },
    ja: { first: ['悪性黒色腫', 'EGFR p.Thr790Met', '国内適応外'], anywhere: ['このがん種での報告は登録されていません'] },
  },
};
const WIDTHS = { desktop: [1280, 900], a4: [794, 1123], phone: [390, 844] };

const faults = [];
const shots = join(folder, 'screenshots');
mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const pages = readdirSync(folder).filter((name) => name.endsWith('.html')).sort();
if (pages.length < 10) faults.push(`only ${pages.length} pages to look at`);

for (const file of pages) {
  const [name, lang] = file.split('.');
  const fault = (text) => faults.push(`${file}: ${text}`);
  const url = pathToFileURL(resolve(folder, file)).href;
  const open = async (options) => {
    const page = await (await browser.newContext(options)).newPage();
    page.on('console', (message) => fault(`console: ${message.text()}`));
    page.on('pageerror', (error) => fault(`error: ${error.message}`));
    page.on('dialog', (dialog) => { fault(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => { if (request.url() !== url) fault(`a request leaves the page: ${request.url()}`); });
    await page.goto(url);
    return page;
  };

  for (const [width, [x, y]] of Object.entries(WIDTHS)) {
    const page = await open({ viewport: { width: x, height: y } });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) fault(`${width}: runs ${over} pixels off the page`);
    // A table that is wider than its place can be scrolled on a phone; on a desk and on paper nothing may be hidden.
    const hidden = await page.evaluate(() => [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.querySelector('caption')?.textContent));
    if (width !== 'phone') for (const one of hidden) fault(`${width}: the table “${one}” is cut off`);
    if (width === 'desktop') {
      const text = await page.evaluate(() => document.body.innerText.replace(/\s+/g, ' '));
      const wanted = WANTED[name]?.[lang];
      if (!wanted) { fault('nobody said what must be on it'); }
      const top = text.slice(0, 2500);
      for (const one of wanted?.first ?? []) if (!top.includes(one)) fault(`the first screen lacks “${one}”`);
      for (const one of wanted?.anywhere ?? []) if (!text.includes(one)) fault(`lacks “${one}”`);
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
      if (focused !== '#content') fault('the first stop of the keyboard is not the way to the content');
    }
    if (width !== 'phone') await page.screenshot({ path: join(shots, `${name}.${lang}.${width}.png`), fullPage: true });
    await page.context().close();
  }

  for (const colorScheme of ['light', 'dark']) {
    // The page's own policy forbids every script, the checker's too: it is set aside for the checker alone.
    const page = await open({ viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true });
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    for (const one of violations) fault(`axe, ${colorScheme}: ${one.id} (${one.nodes.length} times): ${one.help}: ${one.nodes[0].html.slice(0, 160)}`);
    if (colorScheme === 'dark') await page.screenshot({ path: join(shots, `${name}.${lang}.dark.png`) });
    await page.context().close();
  }

  const page = await open({});
  await page.pdf({ path: join(shots, `${name}.${lang}.pdf`), preferCSSPageSize: true, printBackground: true });
  await page.context().close();
}
await browser.close();
if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
console.log(`${pages.length} pages in ${browser.version?.() ?? 'Chromium'}: no word on the console, no request, axe clean, content there; screenshots in ${shots}`);
