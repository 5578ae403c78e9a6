import { NIGHT } from './night-script.js';

/** Article: code on demand, no prompts, a column of readable width, contents at its side where there is room. */
const ARTICLE = `
main{max-width:62rem;margin:0 auto;padding:0 1rem}
.jp-InputPrompt,.jp-OutputPrompt,.jp-Collapser{display:none!important}
body.jp-Notebook{padding:1rem 0}
body:has(#show-code:not(:checked)) .jp-CodeCell .jp-Cell-inputWrapper{display:none}
.page{max-width:62rem;margin:0 auto;padding:0 1.2rem;font:14px/1.6 sans-serif;color:var(--jp-content-font-color1);display:flex;flex-wrap:wrap;gap:0 1.5rem}
.page summary{cursor:pointer}
.page ol{margin:.3em 0;padding-left:1.4em}
main a:not(.anchor-link),.page a,figcaption a{text-decoration:underline!important}
.page a{color:var(--jp-content-link-color)}
.jp-RenderedHTMLCommon.jp-MarkdownOutput{padding-left:0}
.jp-RenderedHTMLCommon table{margin-left:0}
.streambatch-table.wide td,.streambatch-table.wide th{padding:.35em .35em;font-size:.92em}
.jp-RenderedHTMLCommon code{white-space:normal;overflow-wrap:anywhere}
.jp-RenderedHTMLCommon td code{white-space:nowrap}
:is(figure,h2,h3):target{scroll-margin-top:1rem;outline:2px solid #56B4E9;outline-offset:.3rem}
@media (min-width:84rem){
.page{position:fixed;top:1rem;left:1rem;width:11rem;padding:0;display:block;max-height:calc(100vh - 2rem);overflow-y:auto}
main,.page~main{margin-left:max(13rem,calc(50vw - 31rem))}
}`;

/** One column on a phone: nothing is cut off, what is wide scrolls and says so by its bar. */
const PHONE = `
.streambatch-scroll::-webkit-scrollbar{height:8px}
.streambatch-scroll::-webkit-scrollbar-thumb{background:#8a8a8a;border-radius:4px}
.streambatch-scroll:not(:has(td)){overflow:visible}
@media (max-width:40rem){
main,.page{padding:0 .25rem}
.jp-Cell{padding:0}
.jp-RenderedHTMLCommon h1{font-size:1.4em;margin:.2em 0 .3em}
.jp-RenderedHTMLCommon p{margin:.5em 0;line-height:1.45}
.streambatch-opening p{margin:0}
body figure.streambatch .copy{float:none;text-align:right;margin:.3em 0}
.streambatch-table.wide figcaption::after{content:" The table scrolls sideways →";font-style:italic}
.jp-OutputArea:has(.streambatch-opening){display:flex;flex-direction:column}
.jp-OutputArea-child:has(.streambatch-reasons):not(:has(.streambatch-opening)){order:1}
.streambatch-scroll :is(td,th):first-child{position:sticky;left:0;background:var(--jp-layout-color0);white-space:normal!important;min-width:0!important;max-width:7.5em;border-right:1px solid #8a8a8a}
}`;

/** Colours of JupyterLab's own variables by night; figures follow by `NIGHT_SCRIPT`. */
const DARK = `
@media screen and (prefers-color-scheme:dark){
:root,body{color-scheme:dark;--jp-layout-color0:${NIGHT.page};--jp-layout-color1:${NIGHT.page};--jp-layout-color2:#23282d;--jp-layout-color3:#343a40;
--jp-content-font-color0:#f1f3f5;--jp-content-font-color1:#e6e8ea;--jp-content-font-color2:#c8ccd0;--jp-content-font-color3:#aab0b6;
--jp-ui-font-color0:#f1f3f5;--jp-ui-font-color1:#e6e8ea;--jp-ui-font-color2:#c8ccd0;--jp-content-link-color:#8ecbff;
--jp-border-color0:#59616a;--jp-border-color1:#59616a;--jp-border-color2:#3a4148;--jp-border-color3:#2c3238;
--jp-cell-editor-background:#1d2125;--jp-cell-editor-border-color:#3a4148;--jp-rendermime-table-row-background:#1b1f23;--jp-rendermime-table-row-hover-background:#26303a;
--jp-mirror-editor-keyword-color:#7ee787;--jp-mirror-editor-string-color:#ffa198;--jp-mirror-editor-number-color:#a5d6a7;
--jp-mirror-editor-comment-color:#9bb0b0;--jp-mirror-editor-operator-color:#d2a8ff;--jp-mirror-editor-variable-color:#e6e8ea}
body.jp-Notebook{background:var(--jp-layout-color0)}
figure.streambatch>div:has(.js-plotly-plot,.plot-container),figure.streambatch>div.js-plotly-plot{background:${NIGHT.page};color:${NIGHT.text}}
.highlight :is(span,pre),.highlight{background:none!important}
.highlight :is(.nx,.p,.n,.o,.nb,.err){color:#e6e8ea!important}
.highlight :is(.k,.kd,.kr,.kc){color:#7ee787!important}.highlight :is(.s,.s1,.s2,.sb){color:#ffa198!important}.highlight :is(.c,.c1){color:#9bb0b0!important}.highlight .m,.highlight .mf,.highlight .mi{color:#a5d6a7!important}
}`;

/** Paper: no buttons, black on white, whole figures and rows, but no half-empty page before what may be split. */
const PAPER = `
@page{size:A4;margin:14mm 15mm}
@media print{
:root,body{color-scheme:light}
.page,.anchor-link{display:none!important}
body.jp-Notebook,main,.jp-Cell{padding:0}
main,.page~main{max-width:none;margin:0}
.jp-Notebook-cell,.jp-OutputArea,.jp-OutputArea-child,.jp-OutputArea-output{display:block;break-inside:auto;overflow:visible!important}
.jp-OutputArea-output{box-sizing:border-box;max-width:100%;padding-right:0!important}
h1,h2,h3,h4,summary{break-after:avoid}
p,li{orphans:3;widows:3}
tr{break-inside:avoid}
.jp-RenderedHTMLCommon table{table-layout:auto;width:100%;margin-bottom:1em;font-size:7.5pt}
.jp-RenderedHTMLCommon :is(td,th){padding:.25em .4em;max-width:none;min-width:0!important;white-space:normal!important}
details.streambatch :is(td,th,code){overflow-wrap:anywhere;white-space:normal!important}
figure.streambatch{break-inside:avoid}
figure.streambatch>div{overflow:visible!important}
}`;

/** Style of a report, after that of nbconvert. */
export const PAGE_STYLE: string = [ARTICLE, PHONE, DARK, PAPER].join('');
