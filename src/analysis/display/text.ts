import type { Answer, Finding } from '../answers/finding.js';
import type { Opening } from '../answers/opening.js';
import { answerText, type Verdict, verdictText } from '../answers/verdict.js';
import { escapeHtml } from './escape.js';
import { displayBundle, type MimeBundle } from './kernel.js';

/** Text with its `code` set apart. */
const sentenceHtml = (text: string) => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/** Sentences in the cell, one paragraph each: where a log is from, what a figure showed. */
export function showText(...sentences: readonly string[]): void {
  displayBundle({
    'text/html': sentences.map((sentence) => `<p>${sentenceHtml(sentence)}</p>`).join(''),
    'text/plain': sentences.join('\n'),
  });
}

/** Sentences that most readers can do without, folded under a summary: parameters, rules, notes on rows. */
export function showFolded(summary: string, ...sentences: readonly string[]): void {
  const paragraphs = sentences.map((sentence) => `<p>${sentenceHtml(sentence)}</p>`).join('');
  displayBundle({
    'text/html': `<details class="streambatch"><summary>${escapeHtml(summary)}</summary>${paragraphs}</details>`,
    'text/plain': [summary, ...sentences].join('\n'),
  });
}

/** What the data do not tell is set apart by words and slant, not by colour alone. */
const findingHtml = ({ text, certain }: Finding) =>
  `<li>${certain ? sentenceHtml(text) : `<em>${sentenceHtml(text)}</em>`}</li>`;

const answerHtml = ({ question, findings }: Answer) =>
  `<h3>${escapeHtml(question)}</h3><ul>${findings.map(findingHtml).join('')}</ul>`;

function verdictHtml({ experiment, answers, basis }: Verdict): string {
  return `<p><strong>${escapeHtml(experiment)}</strong></p>${answers.map(answerHtml).join('')}<p><small>${escapeHtml(basis)}</small></p>`;
}

/** A sentence in its line, by the same rule. */
const inline = ({ text, certain }: Finding) =>
  certain ? sentenceHtml(text) : `<em>${sentenceHtml(text)}</em>`;

const recommendationHtml = ({ recommendation }: Opening) =>
  `<div class="streambatch-opening"><p><strong>${inline(recommendation)}</strong></p></div>`;

const reasonsHtml = ({ reasons, ground }: Opening, origin: readonly string[]) =>
  `<div class="streambatch-reasons"><p>${reasons.map(inline).join(' ')}</p>` +
  `<p><small>${[ground, ...origin].map(sentenceHtml).join(' ')}</small></p></div>`;

/** A whole opening as one output. */
export const openingBundle = (opening: Opening): MimeBundle => ({
  'text/html': recommendationHtml(opening) + reasonsHtml(opening, []),
  'text/plain': [opening.recommendation, ...opening.reasons].map(({ text }) => text).join('\n'),
});

/**
 * The recommendation above everything else, with its reasons, and how sure it is; on a phone, a page may put the figure
 * that follows between them.
 * @param origin where the rows are from, as the notes of the log say
 */
export function showOpening(opening: Opening, ...origin: readonly string[]): void {
  const { recommendation, reasons, ground } = opening;
  displayBundle({ 'text/html': recommendationHtml(opening), 'text/plain': recommendation.text });
  const text = [...reasons.map((reason) => reason.text), ground, ...origin].join('\n');
  displayBundle({ 'text/html': reasonsHtml(opening, origin), 'text/plain': text });
}

/** The computed answers, with their intervals. */
export function showVerdict(verdicts: readonly Verdict[]): void {
  if (verdicts.length === 0) {
    showText('Not in this log: a request of a benchmark, to judge. `npx streambatch run` measures some.');
    return;
  }
  displayBundle({
    'text/html': verdicts.map(verdictHtml).join('<hr>'),
    'text/plain': verdicts.map(verdictText).join('\n\n'),
  });
}

/** One question with its computed answer. */
export function showAnswer(answer: Answer): void {
  displayBundle({ 'text/html': answerHtml(answer), 'text/plain': answerText(answer) });
}
