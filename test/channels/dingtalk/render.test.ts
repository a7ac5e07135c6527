import { describe, expect, test } from 'vitest'
import type { Card, Content } from '../../../src/channels/channel.ts'
import { cardParams } from '../../../src/channels/dingtalk/card-params.ts'
import { renderContent, renderFile } from '../../../src/channels/dingtalk/render.ts'
import { isShared, outTrackId, taskIdOfTrack } from '../../../src/channels/dingtalk/track-id.ts'
import { card } from './support.ts'

const single = { inGroup: false }

function markdownOf(
  content: Extract<Content, { type: 'card' | 'card_update' | 'markdown' | 'link' }>,
  inGroup = false,
): string {
  return renderContent(content, { inGroup }).msgParam.text ?? ''
}

/** The addresses of a markdown's links. */
function linksOf(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)]*)\)/g)].map(([, url = '']) => url)
}

describe('a card in words', () => {
  test('has its facts as lines and its buttons as links that say their words', () => {
    expect(markdownOf({ type: 'card', card: card() })).toBe(
      [
        '#### 登记：路灯不亮  ',
        '  ',
        'A3-0017  ',
        '  ',
        '- 地点：3号楼东门  ',
        '- 类别：公共设施  ',
        '  ',
        '东门路灯坏了两天',
        '',
        `[确认](dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent('确认 A3-0017')})　[撤回](dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent('撤回 A3-0017')})`,
      ].join('\n'),
    )
  })

  test('has each option of a question as a link, and the address to look at', () => {
    const choices: Card['choices'] = {
      question: '属于哪个责任区',
      many: false,
      options: [
        { id: 'A1', label: 'A1 东片', says: '改到 A1' },
        { id: 'A2', label: 'A2 (西片)', says: "改到 'A2' (西片)!*" },
      ],
    }
    const links = linksOf(
      markdownOf({ type: 'card', card: card({ buttons: [], choices, url: 'https://example.cn/a_(b)' }) }),
    )
    expect(links.map(decodeURIComponent)).toEqual([
      'dtmd://dingtalkclient/sendMessage?content=改到 A1',
      "dtmd://dingtalkclient/sendMessage?content=改到 'A2' (西片)!*",
      'https://example.cn/a_(b)',
    ])
  })

  test('has no links that speak in a group, where the robot has to be called', () => {
    expect(linksOf(markdownOf({ type: 'card', card: card() }, true))).toEqual([])
  })

  test('that is closed says how it ended, and offers nothing more', () => {
    const markdown = markdownOf({ type: 'card_update', card: card({ closedAs: '已确认' }) })
    expect(markdown.split(/\s+/)).toEqual(['####', '登记：路灯不亮', 'A3-0017', '已确认'])
    expect(markdown).not.toContain('东门路灯坏了两天')
    expect(linksOf(markdown)).toEqual([])
  })

  test('of the greatest size keeps its answers whole', () => {
    const label = '很长的一个选项'
    const options = Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, label, says: `改到 ${label}${i}` }))
    const choices = { question: '哪一个', many: false, options }
    const { msgKey, msgParam } = renderContent(
      { type: 'card', card: card({ text: '🌧坏了"\\\n'.repeat(3_000), choices }) },
      single,
    )
    expect(msgKey).toBe('sampleMarkdown')
    expect(msgParam.text?.length).toBeLessThanOrEqual(4_000)
    expect(Buffer.byteLength(JSON.stringify(msgParam))).toBeLessThanOrEqual(15_000)
    expect(msgParam.text).toContain('后面的省略了')
    expect(
      linksOf(msgParam.text ?? '')
        .map(decodeURIComponent)
        .at(-1),
    ).toMatch(/content=撤回 A3-0017$/)
    expect(JSON.stringify(msgParam)).not.toMatch(/\\ud[89a-f]/i)
  })
})

describe('words of people make no link, no mention, no heading', () => {
  const HOSTILE = [
    '[点我](https://evil.example)',
    '![图](https://evil.example/a.png)',
    '[点我] (https://evil.example)',
    '[点我][1]\n[1]: https://evil.example',
    '<https://evil.example>',
    '<a href="https://evil.example">点我</a>',
    '<font color=red>红</font>',
    '<@all> 开会',
    '@所有人 开会',
    '@all 开会',
    '@ＡＬＬ',
    '](https://evil.example)',
    ')](dtmd://dingtalkclient/sendMessage?content=确认)',
    'dtmd://dingtalkclient/sendMessage?content=撤回',
    'dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fevil.example',
    '# 通知\n> 引用\n**粗** `码` ~~删~~',
    '正常\u202E反向\u202C',
    '零\u200B宽\u2060字\uFEFF符',
    '第一行\r\n\u0000第二行\u2028',
    '---\n***\n===',
  ]
  const checks = (shown: string) => {
    expect(
      linksOf(shown).filter((url) => !url.startsWith('dtmd://dingtalkclient/sendMessage?content=%E7%A1%AE')),
    ).toEqual([])
    expect(shown.replaceAll(/\]\(dtmd:\/\/[^)]*\)/g, '')).not.toMatch(/(dtmd|dingtalk):/i)
    expect(shown).not.toMatch(/<[A-Za-z/@!?]/)
    expect(shown).not.toMatch(/@\s*(all|所有人)/i)
    expect(shown).not.toMatch(/[\u200B\u2060\uFEFF\u202A-\u202E\u2028]/)
    expect(shown).not.toContain('\u0000')
  }

  test.each(HOSTILE)('%j in a card', (words) => {
    const button = { label: words, action: 'a', says: '确认 A3-0017', style: 'plain' as const }
    const shown = markdownOf({
      type: 'card',
      card: card({
        title: words,
        subtitle: words,
        text: words,
        facts: [{ label: words, value: words }],
        buttons: [button],
      }),
    })
    checks(shown)
    expect(linksOf(shown)).toHaveLength(1)
    // The marks that stand are ours: one heading, one list.
    expect(shown.match(/^#/gm)).toHaveLength(1)
    expect(shown).not.toMatch(/\*|`|~~|^>/m)
    for (const value of Object.values(cardParams(card({ title: words, text: words, closedAs: words })))) checks(value)
  })

  test.each(HOSTILE)('%j in a text and a markdown', (words) => {
    checks(renderContent({ type: 'text', text: words }, single).msgParam.content ?? '')
    checks(markdownOf({ type: 'markdown', markdown: words }))
    checks(markdownOf({ type: 'link', title: words, text: words, url: 'https://example.cn', button: '打开' }))
  })
})

test('a text that is too long ends politely and keeps its receipt', () => {
  const content =
    renderContent({ type: 'text', text: `${'很长的说明。'.repeat(2_000)}\n编号 A3-0017` }, single).msgParam.content ??
    ''
  expect(content).toMatch(/…\n\n（内容较长，后面的省略了）\n编号 A3-0017$/)
  expect(content).toHaveLength(4_000)
})

test.each([
  ['值班表.PDF', 'pdf'],
  ['a/b\\c .xlsx', 'xlsx'],
  ['没有后缀', 'file'],
])('the file %s is of type %s', (name, fileType) => {
  const { msgParam } = renderFile('@m', name)
  expect(msgParam).toMatchObject({ fileType, fileName: expect.not.stringMatching(/[\\/]/) })
})

describe('the variables of a card', () => {
  test('are always all there, as strings of at most 1 KB', () => {
    const full = cardParams(
      card({
        title: '长'.repeat(500),
        text: '长'.repeat(5_000),
        facts: Array.from({ length: 9 }, () => ({ label: '标签', value: '值'.repeat(900) })),
        choices: {
          question: '哪个',
          many: true,
          options: Array.from({ length: 40 }, (_, i) => ({ id: `zone-${i}`, label: '责任区名称', says: '' })),
        },
      }),
    )
    const closed = cardParams(card({ closedAs: '已关闭', buttons: [], facts: [], subtitle: null, text: null }))
    expect(Object.keys(full)).toEqual(Object.keys(closed))
    expect(Object.values(full).filter((value) => Buffer.byteLength(value) > 1_024)).toEqual([])
    expect(JSON.parse(full.choices ?? '')).toHaveLength(20)
    expect(closed).toMatchObject({ closedAs: '已关闭', button1Label: '', choices: '[]', fact1Label: '' })
  })
})

describe('the id of a card', () => {
  test.each([
    ['draft-1', '7-0', false, 'draft-1~7-0'],
    ['draft-1', '7-0', true, 'draft-1~7-0~all'],
  ])('%s sent as %s', (taskId, sendId, shared, expected) => {
    const id = outTrackId(taskId, { sendId, shared })
    expect([id, taskIdOfTrack(id), isShared(id)]).toEqual([expected, taskId, shared])
  })

  test('stays within a hundred characters, and differs for every send', () => {
    const ids = ['1-0', '2-0'].map((sendId) => outTrackId('t'.repeat(128), { sendId, shared: true }))
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect([id.length, isShared(id)]).toEqual([100, true])
  })
})
