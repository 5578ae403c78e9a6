/** Readers get an article: code on demand, no prompts, a column of readable width, and paper without buttons. */
const STYLE = `
main{max-width:62rem;margin:0 auto;padding:0 1rem}
.jp-InputPrompt,.jp-OutputPrompt,.jp-Collapser{display:none!important}
body.jp-Notebook{padding:1rem 0}
#show-code:not(:checked)~main .jp-CodeCell .jp-Cell-inputWrapper{display:none}
#show-code,#show-code+label{position:relative;top:.25rem;left:1rem;font:14px sans-serif}
.jp-RenderedHTMLCommon table{margin-left:0}
.jp-RenderedHTMLCommon code{white-space:normal;overflow-wrap:anywhere}
.jp-RenderedHTMLCommon td code{white-space:nowrap}
@media (max-width:40rem){.jp-RenderedMarkdown table{display:block;overflow-x:auto}main{padding:0 .25rem}.jp-Cell{padding:0}.jp-RenderedHTMLCommon h1{font-size:1.6em}}
@page{size:A4;margin:14mm 15mm}
@media print{
#show-code,#show-code+label,.anchor-link{display:none}
body.jp-Notebook,main,.jp-Cell{padding:0}
main{max-width:none}
.jp-Notebook-cell,.jp-OutputArea,.jp-OutputArea-child,.jp-OutputArea-output{display:block;break-inside:auto}
.jp-MarkdownCell,h1,h2,h3,h4{break-after:avoid}
p,li{orphans:3;widows:3}
.jp-RenderedHTMLCommon table{table-layout:auto;width:100%;margin-bottom:1em;font-size:7.5pt;break-inside:avoid}
.jp-RenderedHTMLCommon :is(td,th){padding:.25em .4em;max-width:none;min-width:0!important;white-space:normal!important}
figure{break-inside:avoid}
figure>div{overflow:visible!important}
}
`;

const SWITCH = '<input type="checkbox" id="show-code"><label for="show-code"> show the code</label>';

/**
 * Makes a report of the page that nbconvert wrote: nothing is fetched from elsewhere (nbconvert's pages ask two
 * scripts of a CDN, for formulas and widgets that these notebooks do not have), and the title is the first heading.
 */
export function finishPage(html: string): string {
  const heading = /<h1[^>]*>(.*?)<a /s.exec(html)?.[1] ?? /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1];
  const title = heading?.replace(/<[^>]*>/g, '').trim();
  const page = html
    .replace(/<script[^>]*\ssrc="https?:[^"]*"[^>]*>\s*<\/script>/g, '')
    .replace(/<\/head>/, () => `<style>${STYLE}</style></head>`)
    .replace(/<main>/, () => `${SWITCH}<main>`);
  return title ? page.replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`) : page;
}
