/** Colours of the page by night, which figures take over. */
export const NIGHT = { page: '#14171a', text: '#e6e8ea', line: '#343a40' } as const;

/**
 * Draws figures in the colours of the page, as a script of a report: light by day and on paper, dark by night, anew when that
 * changes. A figure is made for white; what is neutral in it (text, bars, grid, ground) is swapped, the colours of the ways
 * hold on both. Text on coloured marks stays as it is. A notebook has no such script: its page need not follow the system.
 */
export const NIGHT_SCRIPT = `(function(){
var dark=matchMedia("(prefers-color-scheme:dark)"),shows=[],paper=false;
var swap={"#222":"${NIGHT.text}","#e3e3e3":"${NIGHT.line}","#f2f2f2":"${NIGHT.line}","#fff":"${NIGHT.page}"};
function night(v){
if(typeof v==="string")return swap[v]||v;
if(Array.isArray(v))return v.map(function(x){return night(x)});
if(!v||typeof v!=="object")return v;
return Object.fromEntries(Object.entries(v).map(function(e){return [e[0],e[0]==="textfont"?e[1]:night(e[1])]}))}
function all(){shows.forEach(function(show){show()})}
window.__streambatchShow=function(draw,spec){
function show(){return draw(dark.matches&&!paper?night(spec):spec)}
shows.push(show);return show()};
dark.addEventListener("change",all);
addEventListener("beforeprint",function(){paper=true;if(dark.matches)all()});
addEventListener("afterprint",function(){paper=false;if(dark.matches)all()})})();`;
