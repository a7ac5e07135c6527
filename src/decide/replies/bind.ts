import type { Card } from '../../channels/channel.ts'
import { ROLES } from '../../domain/vocabulary.ts'
import { bindAction, bindMark } from '../actions.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import { zoneTitle } from './people.ts'
import { shown } from './words.ts'

export function boundText({ name }: PersonFacts, zones: readonly ZoneFacts[]): string {
  const own = zones.length > 0 ? `您的责任区：${zones.map(zoneTitle).join('、')}。` : '您现在还没有分配责任区。'
  return `${name}，您好，已绑定成功。\n${own}\n看到什么、做了什么，直接说一句就行。说“帮助”看更多。`
}

export function alreadyBoundText({ name }: PersonFacts): string {
  return `您已经绑定为 ${name}，不用再绑定。`
}

export function askInviteText(): string {
  return '请把十位邀请码发给我。没有邀请码，请向支部书记要一个。'
}

export function wrongInviteText(): string {
  return '邀请码不对，或者已经用过、过期了。请核对一下，或向支部书记再要一个。'
}

export function tooManyTriesText(): string {
  return '试的次数多了，请一小时后再试，或请支部书记帮忙。'
}

export function waitingForYesText(): string {
  return '收到，正在请支部核实，核实后告诉您。现在有事也可以直接说。'
}

export function nobodyToConfirmText(): string {
  return '现在没有人能核实。请联系管理员，在名册里填上您的账号。'
}

/** For words that answer no question that was put to the one who says them. */
export function noBindingAskedText(): string {
  return '这个绑定已经处理过了，或者不用您来核实。'
}

export function bindingSettledText(name: string, yes: boolean): string {
  return yes ? `好的，${name} 的账号已绑定。` : `好的，${name} 的账号没有绑定。`
}

export function notConfirmedText(): string {
  return '支部没有确认这个绑定。如果弄错了，请直接联系支部书记。'
}

/** Asks a secretary whether an account is the person that it says. */
export function bindCard({
  taskId,
  identityId,
  person,
  calledName,
}: {
  taskId: string
  identityId: string
  person: PersonFacts | null
  calledName: string
}): Card {
  if (!person) return cardOf({ taskId, title: '这个绑定已经处理过了' })
  const mark = bindMark(identityId)
  const roles = [...new Set(person.assignments.map((a) => ROLES[a.role]))].join('、')
  return cardOf({
    taskId,
    title: '有人要绑定账号，是本人吗？',
    subtitle: '请先和本人核实',
    facts: [
      ['自称', shown(calledName, 20)],
      ['名册里', `${person.name}${roles ? `（${roles}）` : ''}`],
      ['核对码', mark],
    ],
    buttons: [
      button({
        label: '是',
        action: bindAction(true, identityId, person.id),
        says: `是本人 ${person.name} ${mark}`,
        style: 'primary',
      }),
      button({
        label: '不是',
        action: bindAction(false, identityId, person.id),
        says: `不是本人 ${person.name} ${mark}`,
      }),
    ],
  })
}
