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

/** An opening in all its forms. */
export function openingBundle(
  { recommendation, reasons, ground }: Opening,
  origin: readonly string[] = [],
): MimeBundle {
  const small = [ground, ...origin].map(sentenceHtml).join(' ');
  return {
    'text/html':
      `<div class="streambatch-opening"><p><strong>${inline(recommendation)}</strong></p>` +
      `<p>${reasons.map(inline).join(' ')}</p><p><small>${small}</small></p></div>`,
    'text/plain': [...[recommendation, ...reasons].map(({ text }) => text), ground, ...origin].join('\n'),
  };
}

/**
 * The recommendation above everything else, with its reasons, and how sure it is.
 * @param origin where the rows are from, as the notes of the log say
 */
export function showOpening(opening: Opening, ...origin: readonly string[]): void {
  displayBundle(openingBundle(opening, origin));
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
