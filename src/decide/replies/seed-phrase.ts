/** What those read who say the phrases by which the zones of a spot check are drawn. */
import type { CivilDate } from '../../domain/calendar.ts'
import { type FrozenListTold, frozenListLine, shortHash } from './frozen-list.ts'
import { sayDay } from './handling.ts'
import { roundName } from './reviews.ts'

interface DrawWorded extends FrozenListTold {
  branchName: string
  period: string
}

export function howToSay(): string {
  return '请说“抽签”，再加一句自己的话，4到100个字，例如：抽签 春风又绿江南岸。'
}

export function onlyOneToOne(): string {
  return '这句话在抽签以前要保密，请不要在群里说。请单独发给我，另想一句。'
}

export function nothingToDraw(): string {
  return '现在没有等您说话抽签的抽查。'
}

export function alreadyDrawn({ branchName, period, url }: Omit<DrawWorded, 'listHash'>): string {
  return `${branchName}${name(period)}已经抽过签了，结果不会再变。看结果：${url}`
}

export function tooLateToDraw({ branchName, period }: Pick<DrawWorded, 'branchName' | 'period'>): string {
  return `${branchName}${name(period)}的日子已经过了，不再抽签。`
}

/** Somebody had a hand in the database. */
export function listChanged({ branchName, period }: Pick<DrawWorded, 'branchName' | 'period'>): string {
  return `${branchName}${name(period)}的名单和第一天公布的不一样，不能抽签。请告诉管理员。`
}

export function whichBranchDraws(branchNames: readonly string[]): string {
  const [first = ''] = branchNames
  return `有${branchNames.length}个支部等着抽签：${branchNames.join('、')}。请写上支部，例如：抽签 ${first} 春风又绿江南岸。`
}

export function saidBefore(): string {
  return '您的那一句已经收下了，不能再改。还差另一位说一句，就可以抽签。'
}

export function saidByAnother(role: 'secretary' | 'second'): string {
  return role === 'secretary'
    ? '书记的那一句已经有人说了。还差支部另一位说一句。'
    : '第二句已经有人说了。还差书记说一句。'
}

export function tooEarlyFromAbove(on: CivilDate): string {
  return `先请支部自己的人说。${sayDay(on)}还没有人说的，您再来说第二句。`
}

/** The first of the two: what the list was then is in their hands. */
export function phraseKept(drawn: DrawWorded & { role: 'secretary' | 'second' }): string {
  const other = drawn.role === 'secretary' ? '支部另一位' : '书记'
  return [`收下了，抽签以前谁也看不到。还差${other}说一句。`, frozenListLine(drawn)].join('\n')
}

export function zonesDrawn(drawn: DrawWorded & { seed: string; zones: readonly { code: string; name: string }[] }) {
  return [
    `${drawn.branchName}${name(drawn.period)}抽好了，抽中${drawn.zones.length}个：`,
    ...drawn.zones.map((zone) => `${zone.code} ${zone.name}`),
    `名单编码 ${shortHash(drawn.listHash)}，抽签编码 ${shortHash(drawn.seed)}`,
    `两句话和全部编码在这里，谁都可以核对：${drawn.url}`,
  ].join('\n')
}

function name(period: string): string {
  return roundName({ round: 'spot_check', period })
}
