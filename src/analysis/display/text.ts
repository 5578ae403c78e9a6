import type { Answer, Finding } from '../answers/finding.js';
import { answerText, type Verdict, verdictText } from '../answers/verdict.js';
import { escapeHtml } from './escape.js';
import { displayBundle } from './kernel.js';

/** Text with its `code` set apart. */
const sentenceHtml = (text: string) => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/** Sentences in the cell, one paragraph each: where a log is from, what a figure showed. */
export function showText(...sentences: readonly string[]): void {
  displayBundle({
    'text/html': sentences.map((sentence) => `<p>${sentenceHtml(sentence)}</p>`).join(''),
    'text/plain': sentences.join('\n'),
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

/** The computed answers, with their intervals. */
export function showVerdict(verdicts: readonly Verdict[]): void {
  if (verdicts.length === 0) {
    showText('Nothing to show: without a request of a benchmark there is no verdict.');
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
