import { NIGHT_SCRIPT } from './night-script.js';
import { PAGE_STYLE } from './page-style.js';

/** Heading of a section as nbconvert writes it: its anchor, its words and a link to itself. */
const SECTION = /<h2 id="([^"]*)">(.*?)<a /gs;

const text = (html: string) => html.replace(/<[^>]*>/g, '').trim();

/** What a page has beside its text: the way to its sections, and the switch of its code. Where there is room it is open. */
function contents(html: string): string {
  const sections = [...html.matchAll(SECTION)].map(
    ([, id, words]) => `<li><a href="#${id}">${text(words!)}</a></li>`,
  );
  const list = `<details id="contents"><summary>Contents</summary><ol>${sections.join('')}</ol></details>`;
  return (
    `<nav class="page" aria-label="Page">${sections.length > 0 ? list : ''}` +
    '<span><input type="checkbox" id="show-code"><label for="show-code"> show the code</label></span></nav>' +
    '<script>if(matchMedia("(min-width:84rem)").matches)document.querySelectorAll("#contents").forEach(function(d){d.open=true})</script>'
  );
}

/** Figures and tables are numbered in the order of the page; the number is a link that can be passed on. */
function numbered(html: string, kind: string, name: string): string {
  let count = 0;
  const start = new RegExp(`<figure (class="${kind}[ "].*?<figcaption[^>]*>)`, 'gs');
  return html.replace(start, (_, rest: string) => {
    count += 1;
    const id = `${name.toLowerCase()}-${count}`;
    return `<figure id="${id}" ${rest}<a href="#${id}">${name} ${count}</a>. `;
  });
}

/** Tables that people wrote in Markdown; those of the analysis have a frame already. */
const framed = (html: string): string =>
  html.replace(
    /<table>.*?<\/table>/gs,
    (table) =>
      `<div class="streambatch-scroll" style="overflow-x:auto" tabindex="0" role="region" aria-label="Table">${table}</div>`,
  );

/**
 * Makes a report of the page that nbconvert wrote: nothing is fetched from elsewhere (nbconvert's pages ask two
 * scripts of a CDN, for formulas and widgets that these notebooks do not have), the title is the first heading, and
 * sections, figures and tables can be linked.
 */
export function finishPage(html: string): string {
  const heading = /<h1[^>]*>(.*?)<a /s.exec(html)?.[1] ?? /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1];
  const plain = html.replace(/<script[^>]*\ssrc="https?:[^"]*"[^>]*>\s*<\/script>/g, '');
  const page = numbered(numbered(framed(plain), 'streambatch', 'Figure'), 'streambatch-table', 'Table')
    .replace(/<\/head>/, () => `<style>${PAGE_STYLE}</style><script>${NIGHT_SCRIPT}</script></head>`)
    .replace(/<main>/, () => `${contents(html)}<main>`);
  return heading ? page.replace(/<title>[^<]*<\/title>/, () => `<title>${text(heading)}</title>`) : page;
}
