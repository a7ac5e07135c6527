import { describe, expect, test } from 'vitest'
import type { Card, Content } from '../../../src/channels/channel.ts'
import { renderContent, renderWelcome, type SendableContent } from '../../../src/channels/wecom/render.ts'
import { cardAnew, renderCardUpdate } from '../../../src/channels/wecom/render-card.ts'
import { cardFault } from '../../platforms/wecom/card-rules.ts'
import { PAYLOADS } from './payloads.ts'

const CARD: Card = {
  taskId: 'case-1-v1',
  title: '公共设施：楼道灯坏了',
  subtitle: 'A3-0017 草稿',
  facts: [
    { label: '位置', value: '3号楼2单元' },
    { label: '时间', value: '两天前' },
  ],
  text: '请看看对不对',
  buttons: [
    { label: '对', action: 'confirm:1', says: '对', style: 'primary' },
    { label: '改', action: 'edit:1', says: '改', style: 'plain' },
    { label: '撤回', action: 'withdraw:1', says: '撤回', style: 'danger' },
  ],
  choices: null,
  url: null,
  closedAs: null,
}
const QUESTION = {
  question: '哪些做了',
  many: true,
  options: [
    { id: 'a', label: '巡查', says: '巡查' },
    { id: 'b', label: '走访', says: '走访' },
  ],
}

const render = (content: SendableContent) =>
  renderContent(content) as unknown as Record<string, Record<string, unknown>>
const renderCard = (changes: Partial<Card>) => render({ type: 'card', card: { ...CARD, ...changes } })

describe('cards', () => {
  test('with buttons', () => {
    expect(renderCard({ url: 'https://bot.example/c/1' })).toEqual({
      msgtype: 'template_card',
      template_card: {
        card_type: 'button_interaction',
        main_title: { title: '公共设施：楼道灯坏了', desc: 'A3-0017 草稿' },
        sub_title_text: '请看看对不对',
        horizontal_content_list: [
          { keyname: '位置', value: '3号楼2单元' },
          { keyname: '时间', value: '两天前' },
        ],
        card_action: { type: 1, url: 'https://bot.example/c/1' },
        task_id: 'case-1-v1',
        button_list: [
          { text: '对', style: 1, key: 'confirm:1' },
          { text: '改', style: 2, key: 'edit:1' },
          { text: '撤回', style: 3, key: 'withdraw:1' },
        ],
      },
    })
  })

  test('with a question of several answers', () => {
    expect(
      renderCard({
        choices: QUESTION,
        facts: [],
        text: null,
        buttons: [{ label: '交', action: 'done:1', says: '交', style: 'primary' }],
      }),
    ).toEqual({
      msgtype: 'template_card',
      template_card: {
        card_type: 'vote_interaction',
        main_title: { title: '公共设施：楼道灯坏了', desc: '哪些做了 · A3-0017 草稿' },
        task_id: 'case-1-v1',
        checkbox: {
          question_key: '哪些做了',
          mode: 1,
          option_list: [
            { id: 'a', text: '巡查' },
            { id: 'b', text: '走访' },
          ],
        },
        submit_button: { text: '交', key: 'done:1' },
      },
    })
  })

  test('with a question of one answer beside facts and buttons, as a list to pull down', () => {
    const card = renderCard({ choices: { ...QUESTION, many: false } }).template_card
    expect(card).toMatchObject({ card_type: 'button_interaction', button_selection: { question_key: '哪些做了' } })
  })

  test('with a question and no button of their own can be sent back all the same', () => {
    const card = renderCard({ choices: QUESTION, buttons: [] }).template_card
    expect(card).toMatchObject({ submit_button: { text: '提交', key: 'submit' } })
  })

  test('that only tell something and lead somewhere', () => {
    const card = renderCard({ buttons: [], closedAs: '已撤回', url: 'https://bot.example/c/1' }).template_card
    expect(card).toMatchObject({
      card_type: 'text_notice',
      sub_title_text: '已撤回\n请看看对不对',
      card_action: { type: 1 },
    })
  })

  test('that only tell something and lead nowhere are text', () => {
    expect(renderCard({ buttons: [], closedAs: '已撤回' })).toEqual({
      msgtype: 'text',
      text: { content: '公共设施：楼道灯坏了\nA3-0017 草稿\n位置：3号楼2单元\n时间：两天前\n请看看对不对\n已撤回' },
    })
  })

  test('that are text end with the receipt of their message: equal words are swallowed', () => {
    const texts = ['lookup-7KQ2MX', 'case-8LR3NY-018f-secretary', 'remind-9MS4PZ'].map((taskId) => {
      const { text } = renderCard({ buttons: [], taskId, text: '很长的文字'.repeat(300) }) as {
        text: { content: string }
      }
      expect(Buffer.byteLength(text.content)).toBeLessThanOrEqual(2048)
      return text.content.split('\n').at(-1)
    })
    expect(texts).toEqual(['回执 7KQ2MX', '回执 8LR3NY', '回执 9MS4PZ'])
  })

  test('are cut to what WeCom takes, their keys never', () => {
    const long = '很长的文字'.repeat(100)
    const card = renderCard({
      title: long,
      subtitle: long,
      text: long,
      facts: Array.from({ length: 9 }, () => ({ label: long, value: long })),
      buttons: Array.from({ length: 8 }, (_, i) => ({
        label: long,
        action: `act:${i}`,
        says: long,
        style: 'plain' as const,
      })),
    }).template_card
    expect(cardFault(card ?? {})).toBeNull()
    expect(card).toMatchObject({ horizontal_content_list: { length: 6 }, button_list: { length: 6 } })
    expect(() =>
      renderCard({ buttons: [{ label: 'x', action: 'k'.repeat(1025), says: 'x', style: 'plain' }] }),
    ).toThrow()
    expect(() => renderCard({ taskId: '一' })).toThrow()
  })

  test('are updated with words where the buttons were', () => {
    const update = renderCardUpdate({ ...CARD, buttons: [], closedAs: '已确认，谢谢您' })
    expect(update).toMatchObject({
      card_type: 'button_interaction',
      replace_text: '已确认，谢谢您',
      button_list: { length: 1 },
    })
    expect(cardFault(update)).toBeNull()
  })

  test('sent anew have another task id, the same whenever the same send is made', () => {
    expect(cardAnew(CARD, '5-1').taskId).toMatch(/^case-1-v1@[0-9a-f]{16}$/)
    expect(cardAnew(CARD, '5-1')).toEqual(cardAnew(CARD, '5-1'))
    expect(cardAnew(CARD, '5-1').taskId).not.toBe(cardAnew(CARD, '5-2').taskId)
    expect(cardAnew({ ...CARD, taskId: 'x'.repeat(128) }, '5-1').taskId).toHaveLength(128)
  })
})

describe('other content', () => {
  test('a link', () => {
    const link: Content = {
      type: 'link',
      title: '日报',
      text: '3 项',
      url: 'https://bot.example/d',
      button: '查看详情',
    }
    expect(render(link)).toEqual({
      msgtype: 'textcard',
      textcard: { title: '日报', description: '3 项', url: 'https://bot.example/d', btntxt: '查看详情' },
    })
    expect(() => render({ ...link, url: 'javascript:alert(1)' })).toThrow()
  })

  test('a welcome', () => {
    const welcome = { type: 'welcome' as const, code: 'W1', text: '您好', url: 'https://bot.example/z/A3' }
    expect(renderWelcome(welcome)).toEqual({
      welcome_code: 'W1',
      text: { content: '您好' },
      attachments: [{ msgtype: 'link', link: { title: '责任区信息', url: 'https://bot.example/z/A3' } }],
    })
    expect(renderWelcome({ ...welcome, url: null })).toEqual({ welcome_code: 'W1', text: { content: '您好' } })
  })

  test('the same content gives the same bytes', () => {
    const content: Content = { type: 'card', card: CARD }
    expect(JSON.stringify(render(content))).toBe(JSON.stringify(render(structuredClone(content))))
  })
})

describe('texts that lie', () => {
  /** Every place where words of a person may stand. */
  const contents = (words: string): SendableContent[] => [
    { type: 'text', text: words },
    { type: 'markdown', markdown: `**回复**\n${words}` },
    { type: 'link', title: words, text: words, url: 'https://bot.example/d', button: words },
    {
      type: 'card',
      card: { ...CARD, title: words, subtitle: words, text: words, facts: [{ label: words, value: words }] },
    },
    { type: 'card', card: { ...CARD, title: words, text: words, buttons: [], closedAs: words } },
    {
      type: 'card',
      card: { ...CARD, choices: { ...QUESTION, options: [{ id: 'a', label: words, says: words }] }, buttons: [] },
    },
    { type: 'card_update', card: { ...CARD, title: words, closedAs: words } },
  ]

  test('there are a hundred of them', () => {
    expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(100)
  })

  test.each(PAYLOADS.map((payload) => [payload]))('%j', (payload) => {
    for (const content of contents(`你好 ${payload} 完`)) {
      const rendered = renderContent(content)
      for (const words of stringsIn(rendered)) {
        expect(words).not.toMatch(/<\s*[a-z/@!?]/i)
        expect(words).not.toMatch(/@\s*(all\b|everyone\b|所有人)/i)
        expect(words).not.toMatch(/\]\s*[([:]/)
        expect(words).not.toMatch(/[\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/)
        expect(Buffer.byteLength(words)).toBeLessThanOrEqual(2048)
      }
      // WeCom refuses escapes (40033).
      expect(JSON.stringify(rendered)).not.toMatch(/\\u/)
    }
  })

  test('a template around them stays as it is', () => {
    for (const payload of PAYLOADS) {
      const { markdown } = render({ type: 'markdown', markdown: `**回复** \`A3-0017\`\n> ${payload}` })
      expect(markdown?.content).toMatch(/^\*\*回复\*\* `A3-0017`\n> /)
    }
  })
})

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
