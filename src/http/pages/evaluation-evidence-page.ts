import { statementName } from '../../decide/replies/evaluation.ts'
import { sayDay } from '../../decide/replies/handling.ts'
import { shown } from '../../decide/replies/words.ts'
import type { Statement } from '../../domain/review/statements.ts'
import type { EvidenceLine, EvidenceShown } from '../../store/evaluation-evidence.ts'
import { type Html, html } from './html.ts'
import { reviewFrame } from './review-frame.ts'

export interface EvidencePage extends EvidenceShown {
  statement: Statement
  /** Whose year it is. */
  name: string
  /** The page that it was opened from. */
  back: string
  csrf: string
}

const WORDS_MAX = 80

/** The records that one number counts. */
export function evidencePage({ statement, name, back, lines, hiddenCount, csrf }: EvidencePage): string {
  return reviewFrame({
    title: statementName(statement),
    csrf,
    body: html`<p class="soft">${name}，共 ${statement.count} 条</p>
<p class="ways"><a href="${back}">回上一页</a></p>
<ul class="items">
${lines.map(evidenceLine)}</ul>
${hiddenCount > 0 ? html`<p class="soft">另有 ${hiddenCount} 条，内容不给您看，或者已经到期删除。</p>` : null}`,
  })
}

function evidenceLine({ on, code, words, state }: EvidenceLine): Html {
  return html`<li class="plain">
<p><span class="label">${code}</span> ${shown(words, WORDS_MAX)}</p>
<p class="soft">${sayDay(on)}${state === null ? '' : `，${state}`}</p>
</li>
`
}
