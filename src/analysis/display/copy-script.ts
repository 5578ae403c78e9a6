/**
 * What the buttons under a figure do, as a script of the page: its numbers or its picture into the clipboard, and where a
 * browser does not let a page write there, into a file. The picture carries its title.
 */
export const COPY_SCRIPT = `window.__streambatchCopy=function(button,spec){
var png=button.value==="png",type=png?"image/png":"text/plain",label=button.textContent;
var named=/^[^.!?]{0,60}/.exec(spec.title||"figure")[0].replace(/[^a-z0-9]+/gi,"-")+(png?".png":".csv");
function draw(){return window.__plotlyReady.then(function(P){
var layout=Object.assign({},spec.layout,{width:860});
if(spec.title){layout.title={text:spec.title,font:{size:16},x:0.01,xanchor:"left",y:0.99,yanchor:"top"};
layout.height=(layout.height||420)+50;layout.margin=Object.assign({},layout.margin,{t:(layout.margin&&layout.margin.t||20)+50})}
return P.toImage({data:structuredClone(spec.data),layout:structuredClone(layout)},
{format:"png",width:860,height:layout.height,scale:2})})
.then(function(url){return fetch(url)}).then(function(answer){return answer.blob()})}
var made=png?draw():Promise.resolve(new Blob([spec.csv],{type:type}));
function save(){return made.then(function(blob){var a=document.createElement("a");
a.href=URL.createObjectURL(blob);a.download=named;a.click();URL.revokeObjectURL(a.href);return "Saved as "+named})}
function copy(){var item={};item[type]=made;
return navigator.clipboard.write([new ClipboardItem(item)]).then(function(){return "Copied"})}
(window.ClipboardItem&&navigator.clipboard?copy().catch(save):save())
.catch(function(x){console.error(x);return "Could not copy"})
.then(function(said){button.textContent=said;setTimeout(function(){button.textContent=label},2000)})};`;
