import { describe, expect, test } from 'vitest'
import { CallbackRefused } from '../../../src/channels/refused.ts'
import { readEnvelope } from '../../../src/channels/wecom/envelope.ts'
import { readInner } from '../../../src/channels/wecom/inner.ts'
import { childrenOf, readXml, textOf } from '../../../src/channels/wecom/xml.ts'

const LIMITS = { maxDepth: 6, maxElements: 2_000, maxEntities: 4_096 }
const read = (source: string) => readXml(source, LIMITS)
const MEGABYTE = 1024 * 1024

describe('what WeCom sends', () => {
  test.each([
    ['CDATA', '<xml><Content><![CDATA[a < b && c]]></Content></xml>', 'a < b && c'],
    ['plain text', '<xml><Content>hello</Content></xml>', 'hello'],
    ['line breaks between elements', '\n<xml>\n  <Content>hello</Content>\n</xml>\n', 'hello'],
    [
      'a declaration and a byte order mark',
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<xml><Content>x</Content></xml>',
      'x',
    ],
    ['predefined entities', '<xml><Content>&lt;a&gt; &amp;amp; &quot;&apos;</Content></xml>', '<a> &amp; "\''],
    ['numeric entities', '<xml><Content>&#28783;&#x706F;&#x1F6A8;</Content></xml>', '灯灯🚨'],
    ['a CDATA end spread over two sections', '<xml><Content><![CDATA[a]]]]><![CDATA[>b]]></Content></xml>', 'a]]>b'],
    ['what looks like tags inside CDATA', '<xml><Content><![CDATA[</Content><x>]]></Content></xml>', '</Content><x>'],
    ['an empty element', '<xml><Empty/><Content>x</Content></xml>', 'x'],
    ['blanks in tags', '<xml><Content >x</Content ></xml >', 'x'],
  ])('%s', (_, source, content) => {
    expect(textOf(read(source), 'Content')).toBe(content)
  })

  test('repeated elements are all there, in order', () => {
    const list = read('<xml><List><Item>a</Item><Item>b</Item></List></xml>').children[0] ?? null
    expect(childrenOf(list, 'Item').map((item) => item.text)).toEqual(['a', 'b'])
  })
})

describe('what WeCom does not send is refused', () => {
  test.each([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['a document type', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'],
    ['a declaration inside', '<xml><!ENTITY a "b"></xml>'],
    ['a comment', '<xml><!-- x --><Content>x</Content></xml>'],
    ['a processing instruction', '<xml><?php x ?></xml>'],
    ['a stylesheet before the root', '<?xml version="1.0"?><?xml-stylesheet href="x"?><xml><a>b</a></xml>'],
    ['attributes', '<xml><Content a="b">x</Content></xml>'],
    ['an unknown entity', '<xml><Content>&nbsp;</Content></xml>'],
    ['a bare ampersand', '<xml><Content>a & b</Content></xml>'],
    ['an entity for half a character', '<xml><Content>&#xD800;</Content></xml>'],
    ['an entity for nothing', '<xml><Content>&#0;</Content></xml>'],
    ['an entity beyond Unicode', '<xml><Content>&#x110000;</Content></xml>'],
    ['crossed tags', '<xml><a><b></a></b></xml>'],
    ['an unfinished tag', '<xml><Content'],
    ['an unfinished closing tag', '<xml><Content>x</Content'],
    ['an unfinished CDATA', '<xml><Content><![CDATA[x</Content></xml>'],
    ['no end', '<xml><Content>x</Content>'],
    ['two roots', '<xml><a>b</a></xml><xml></xml>'],
    ['text after the root', '<xml><a>b</a></xml> more'],
    ['text before the root', 'x<xml><a>b</a></xml>'],
    ['CDATA before the root', '<![CDATA[x]]><xml><a>b</a></xml>'],
    ['a tag that is no name', '<xml><1a>x</1a></xml>'],
  ])('%s', (_, source) => {
    expect(() => read(source)).toThrow(CallbackRefused)
  })
})

describe('bombs cost next to nothing', () => {
  const laughs = [...'abcdefghij'].map(
    (name, i) => `<!ENTITY ${name} "${`&${String.fromCharCode(96 + i)};`.repeat(10)}">`,
  )
  const bombs: [string, string][] = [
    ['a billion laughs', `<!DOCTYPE xml [${laughs.join('')}]><xml><Encrypt>&j;</Encrypt></xml>`],
    ['a quadratic blow-up', `<!DOCTYPE xml [<!ENTITY a "${'x'.repeat(50_000)}">]><xml>${'&a;'.repeat(50_000)}</xml>`],
    ['a file entity', '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>'],
    ['100,000 levels', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
    ['120,000 elements', `<xml>${'<a></a>'.repeat(120_000)}</xml>`],
    ['numeric entities', `<xml><Encrypt>${'&#65;'.repeat(200_000)}</Encrypt></xml>`],
    ['a megabyte of <', '<'.repeat(MEGABYTE)],
    ['a megabyte of <![CDATA[', '<xml><![CDATA['.padEnd(MEGABYTE, '<![CDATA[')],
    ['a megabyte of ]]', `<xml><Encrypt><![CDATA[${']]'.repeat(MEGABYTE / 2 - 20)}`],
    ['a megabyte of &', `<xml><Encrypt>${'&'.repeat(MEGABYTE - 40)}</Encrypt></xml>`],
    ['a megabyte of blanks', ' '.repeat(MEGABYTE)],
    ['a name without end', `<xml><${'a'.repeat(MEGABYTE - 10)}`],
    ['a closing name without end', `<xml></${'a'.repeat(MEGABYTE - 10)}`],
    ['a declaration without end', `<?xml ${'a'.repeat(MEGABYTE - 10)}`],
    ['a megabyte of [ as JSON', `{"a":${'['.repeat(MEGABYTE - 10)}`],
    ['a megabyte of { as JSON', '{"a":'.repeat(MEGABYTE / 5)],
    ['a megabyte of members', `{${'"a":1,'.repeat(MEGABYTE / 7)}"a":1}`],
    ['a megabyte of escapes', `{"encrypt":"${'\\u0041'.repeat(MEGABYTE / 6 - 10)}`],
  ]

  test.each(bombs)('%s', (_, source) => {
    const body = Buffer.from(source)
    const attempt = () => {
      const usedBefore = process.cpuUsage()
      expect(() => readEnvelope(body)).toThrow(CallbackRefused)
      const { user, system } = process.cpuUsage(usedBefore)
      return (user + system) / 1000
    }
    attempt()
    // The best of some: others on the machine shall not make it fail.
    expect(Math.min(...Array.from({ length: 12 }, attempt))).toBeLessThanOrEqual(10)
  })

  test('one that is signed fares no better', () => {
    const deep = `<xml>${'<a>'.repeat(7)}${'</a>'.repeat(7)}</xml>`
    const wide = `<xml>${'<a></a>'.repeat(2_001)}</xml>`
    const entities = `<xml><Content>${'&#65;'.repeat(100_000)}</Content></xml>`
    for (const source of [deep, wide, entities]) expect(() => readInner(source)).toThrow(CallbackRefused)
  })
})

describe('envelopes', () => {
  test.each([
    ['<xml><ToUserName><![CDATA[a]]></ToUserName><AgentID></AgentID><Encrypt><![CDATA[abc=]]></Encrypt></xml>', 'abc='],
    ['{"ToUserName":"a","AgentID":"1","Encrypt":"abc="}', 'abc='],
    ['{"tousername":"a","encrypt":"a\\/bc=","agentid":"1"}', 'a/bc='],
    ['\uFEFF { "encrypt" : "abc=" }', 'abc='],
  ])('%s', (source, encrypted) => {
    expect(readEnvelope(Buffer.from(source))).toBe(encrypted)
  })

  test.each([
    ['an unsigned message', '<xml><ToUserName>a</ToUserName><Content>plain</Content></xml>'],
    ['an empty ciphertext', '<xml><Encrypt></Encrypt></xml>'],
    ['a JSON message', '{"MsgType":"text","Content":"plain"}'],
    ['a ciphertext that is no text', '{"Encrypt":1}'],
  ])('%s has no ciphertext and is not taken', (_, source) => {
    expect(() => readEnvelope(Buffer.from(source))).toThrow(expect.objectContaining({ reason: 'no_envelope' }))
  })
})
