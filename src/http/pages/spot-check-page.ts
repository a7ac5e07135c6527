import { sayDay } from '../../decide/replies/handling.ts'
import { roundName } from '../../decide/replies/reviews.ts'
import { ROUND_STATES } from '../../domain/review/vocabulary.ts'
import { mayCheck, type SampledZoneView, type SpotCheckReader, type SpotCheckRound } from '../../store/spot-check.ts'
import { type Html, html } from './html.ts'
import { reviewFrame } from './review-frame.ts'

export interface SpotCheckPage {
  round: SpotCheckRound
  reader: SpotCheckReader
  zones: readonly SampledZoneView[]
  csrf: string
}

/** A spot check as one person sees it: the zones that were drawn, as far as they are for them to read. */
export function spotCheckPage({ round, reader, zones, csrf }: SpotCheckPage): string {
  const shown = zones.filter((zone) => mayOpen(reader, zone))
  const { id, branchName, opensOn, closesOn, state } = round
  return reviewFrame({
    title: roundName({ round: 'spot_check', period: round.period }),
    csrf,
    body: html`<p class="soft">${branchName}，${sayDay(opensOn)}到${sayDay(closesOn)}，${ROUND_STATES[state]}</p>
${
  shown.length === 0
    ? html`<p class="notice">${emptyWords(round, zones)}</p>`
    : html`<ul class="items">
${shown.map((zone) => zoneLine(round, reader, zone))}</ul>`
}
<p><a href="/reviews/${id}">公开的抽签记录</a></p>`,
  })
}

/** The member first, then the branch; who checks it sees all of it from the beginning. */
export function mayOpen(reader: SpotCheckReader, zone: SampledZoneView): boolean {
  if (mayCheck(reader, zone.id) || reader.zoneIds.includes(zone.id)) return true
  if (reader.leads && !zone.replaced) return zone.check !== null && zone.told
  return reader.ofBranch && zone.check !== null && zone.told
}

function emptyWords({ state }: SpotCheckRound, zones: readonly SampledZoneView[]): string {
  if (state === 'awaiting_seed') return '还没有抽签。'
  return zones.length === 0 ? '没有抽中的责任区。' : '还没有可以看的结果。结果先告诉本人，再给支部看。'
}

function zoneLine({ id }: SpotCheckRound, reader: SpotCheckReader, zone: SampledZoneView): Html {
  return html`<li class="plain">
<p><a href="/review/spot/${id}/${encodeURIComponent(zone.code)}"><span class="label">${zone.code}</span> ${zone.name}</a></p>
<p>${stateOf(reader, zone)}</p>
</li>
`
}

function stateOf(reader: SpotCheckReader, { id, replaced, check, ownWords, members }: SampledZoneView): string {
  if (replaced)
    return `${replaced.by === null ? '不查了，没有可换的' : `换成 ${replaced.by}`}，原因：${replaced.reason}`
  if (check) return `${check.name}检查完了`
  if (!mayCheck(reader, id)) return '还没有检查完'
  const waits = members.length > ownWords.length ? '，本人还没说明' : '，本人说明了'
  return `等您检查${members.length === 0 ? '，现在没有责任区党员' : waits}`
}
