import { sayDay } from '../../decide/replies/handling.ts'
import { roundName } from '../../decide/replies/reviews.ts'
import { ROUND_STATES } from '../../domain/review/vocabulary.ts'
import { ZONE_KINDS } from '../../domain/vocabulary.ts'
import type { PublishedRound } from '../../store/spot-check-record.ts'
import { type Html, html, page } from './html.ts'

/** A spot check as everybody may read it: the list and its hash from the first day, phrases and zones once drawn. */
export function reviewRecordPage(round: PublishedRound): string {
  const { branchName, period, state, opensOn, closesOn } = round
  const title = `${roundName({ round: 'spot_check', period })}：抽签记录`
  return page(
    title,
    html`<main>
<h1>${title}</h1>
<p class="soft">${branchName}，${sayDay(opensOn)}到${sayDay(closesOn)}，${ROUND_STATES[state]}</p>
${drawn(round)}
${frozen(round)}
<h2>怎么抽的</h2>
<p>先定名单，再由书记和另一位各说一句话，抽签以前谁也看不到对方的话。名单和两句话合起来算出抽中的责任区，谁也挑不了。</p>
<p>每个责任区被抽到的机会一样大。谁都可以用抽签记录重新算一遍，结果应当一样。</p>
</main>`,
  )
}

/** What everybody waits for, or what came of it. */
function drawn({ id, list, state, cancelReason, phrasesGiven, record }: PublishedRound): Html | null {
  if (record === null) {
    if (state === 'cancelled') {
      return html`<p class="notice">这次抽查取消了，原因：${cancelReason}。没有抽签，说过的话已经删除。</p>`
    }
    return state === 'awaiting_seed'
      ? html`<p class="notice">${phrasesGiven.length === 0 ? '还没有抽签，等两位各说一句话。' : '还没有抽签，已有一位说了，等另一位。'}</p>`
      : null
  }
  const names = new Map(list.zones.map(({ code, name }) => [code, name]))
  const left = new Map(record.replacements.map((one) => [one.code, one]))
  const codes = [...record.sample.map(({ code }) => code), ...record.replacements.flatMap(({ by }) => by ?? [])]
  return html`<h2>抽中的责任区</h2>
<ul>
${codes.map((code) => {
  const gone = left.get(code)
  const instead = gone && (gone.by === null ? '没有可换的' : `换成 ${gone.by}`)
  return html`<li>${code} ${names.get(code) ?? ''}${gone ? `（${instead}，原因：${gone.reason}）` : ''}</li>
`
})}</ul>
<h2>两句话</h2>
<dl>
${record.phrases.map(
  ({ role, phrase }) => html`<dt>${role === 'secretary' ? '第一句（书记）' : '第二句'}</dt><dd>${phrase}</dd>
`,
)}<dt>抽签编码</dt><dd class="code">${record.seed}</dd>
</dl>
<p><a href="/reviews/${id}/record.json">下载抽签记录，重新算一遍</a></p>`
}

function frozen({ id, list, listHash }: PublishedRound): Html {
  return html`<h2>名单</h2>
<p>${sayDay(list.frozenOn)}定的，共${list.zones.length}个责任区，抽${list.sharePercent}%，至少一个。</p>
<dl><dt>名单编码</dt><dd class="code">${listHash}</dd></dl>
<p><a href="/reviews/${id}/list.json">下载名单</a></p>
<table>
<thead><tr><th scope="col">责任区</th><th scope="col">名称和类型</th><th scope="col">一年的事</th></tr></thead>
<tbody>
${list.zones.map(
  ({ code, name, kind, caseCount }) =>
    html`<tr><th scope="row">${code}</th><td>${name}，${ZONE_KINDS[kind]}</td><td>${caseCount}件</td></tr>
`,
)}</tbody>
</table>`
}

/** One sentence and nothing to do. */
export function noRecordPage(): string {
  return page('抽签记录', html`<main><h1>抽签记录</h1><p class="notice">没有这次抽查，请核对链接。</p></main>`)
}
