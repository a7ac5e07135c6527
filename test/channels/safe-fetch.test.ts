import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { LookupFunction } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSafeFetch, isPublicAddress, type SafeFetchOptions } from '../../src/channels/safe-fetch.ts'
import { ChannelError } from '../../src/errors.ts'

const ASKED = { api: 'files', maxBytes: 1_000 }
const TOLD = { api: 'a webhook', headers: {}, body: '{}' }

function fetcher(options: Partial<SafeFetchOptions> = {}) {
  const fetch = createSafeFetch({
    platform: 'DingTalk',
    trustedBases: [],
    allowHttp: true,
    timeoutMs: 1_000,
    ...options,
  })
  onTestFinished(() => fetch.close())
  return fetch
}

/** A server in our own network, and whether anybody came. */
async function innerServer(answer: RequestListener = (_, response) => response.end('secret')) {
  let visits = 0
  const server = createServer((request, response) => {
    visits += 1
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, base: `http://127.0.0.1:${address.port}`, visits: () => visits }
}

async function faultOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'none',
    (error: unknown) => (error instanceof ChannelError ? error.fault : String(error)),
  )
}

/** Whatever is asked for, these are its addresses, one answer after another. */
function answering(...answers: string[][]): LookupFunction {
  let asked = 0
  return (_, __, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? []
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

describe('an address in our own network is never asked', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://127.255.255.254:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://0x7f.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://017700000001:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://127。0。0。1:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://[::1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::ffff:0:127.0.0.1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b:1::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]:PORT/',
    'http://[2001:db8::1]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fec0::1]:PORT/',
    'http://[fc00::1]:PORT/',
    'http://[fd12:3456::1]:PORT/',
    'http://[ff02::1]:PORT/',
    'http://[100::1]:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://100.100.100.200/latest/meta-data/',
    'http://10.0.0.1/',
    'http://10.255.255.255/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://192.0.0.8/',
    'http://192.0.2.1/',
    'http://198.18.0.1/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://localhost:PORT/',
    'https://127.0.0.1:PORT/',
    'http://user:pw@127.0.0.1:PORT/',
    'http://files.dingtalk.com@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT#@files.dingtalk.com/',
    'http://127.0.0.1:PORT\\@files.dingtalk.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/_GET%20/',
    'ftp://127.0.0.1/',
    'data:text/plain,secret',
    'javascript:alert(1)',
    '//127.0.0.1:PORT/',
    '/etc/passwd',
    '',
  ])('%s', async (url) => {
    const inner = await innerServer()
    expect(await faultOf(fetcher().get(url.replace('PORT', String(inner.port)), ASKED))).toBe('rejected')
    expect(inner.visits()).toBe(0)
  })

  test.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['10.1.2.3']],
    [['8.8.8.8', '127.0.0.1']],
    [['2400:3200::1', 'fd00::1']],
  ])('behind a name that leads to %j', async (addresses) => {
    const inner = await innerServer()
    const fetch = fetcher({ lookup: answering(addresses) })
    expect(await faultOf(fetch.get(`http://files.example.cn:${inner.port}/a`, ASKED))).toBe('rejected')
    expect(inner.visits()).toBe(0)
  })

  test.each(['get', 'post'] as const)(
    'by a name that leads elsewhere the second time it is looked up: %s',
    async (way) => {
      const inner = await innerServer()
      const fetch = fetcher({ timeoutMs: 200, lookup: answering(['192.88.98.1'], ['127.0.0.1']) })
      const url = `http://files.example.cn:${inner.port}/a`
      const ask = () => (way === 'get' ? fetch.get(url, ASKED) : fetch.post(url, TOLD))
      expect(await faultOf(ask())).toBe('unreachable')
      expect(await faultOf(ask())).toBe('rejected')
      expect(inner.visits()).toBe(0)
    },
  )

  test('by a redirect from a server that may be asked', async () => {
    const inner = await innerServer()
    const outer = await innerServer((_, response) => response.writeHead(302, { location: inner.base }).end())
    expect(await faultOf(fetcher({ trustedBases: [outer.base] }).get(`${outer.base}/a`, ASKED))).toBe('rejected')
    expect([outer.visits(), inner.visits()]).toEqual([1, 0])
  })

  test('by a redirect of what was posted', async () => {
    const inner = await innerServer()
    const outer = await innerServer((_, response) => response.writeHead(308, { location: inner.base }).end())
    const { status } = await fetcher({ trustedBases: [outer.base] }).post(`${outer.base}/a`, TOLD)
    expect([status, outer.visits(), inner.visits()]).toEqual([308, 1, 0])
  })

  test('without encryption, where that is not allowed', async () => {
    const inner = await innerServer()
    const fetch = fetcher({ allowHttp: false, timeoutMs: 200, lookup: answering(['192.88.98.1']) })
    expect(await faultOf(fetch.get(`http://files.example.cn:${inner.port}/a`, ASKED))).toBe('unreachable')
    expect(inner.visits()).toBe(0)
  })
})

describe('a server that the operator named', () => {
  test('is asked, wherever it is', async () => {
    const { base } = await innerServer((_, response) => response.setHeader('content-type', 'image/png').end('png'))
    expect(await fetcher({ trustedBases: [`${base}/api`] }).get(`${base}/oss/a?Expires=1`, ASKED)).toEqual({
      bytes: Buffer.from('png'),
      contentType: 'image/png',
    })
  })

  test('is not read beyond what is allowed', async () => {
    const { base } = await innerServer((_, response) => response.end(Buffer.alloc(1_001)))
    expect(await faultOf(fetcher({ trustedBases: [base] }).get(base, ASKED))).toBe('rejected')
  })

  test.each([
    [403, 'rejected'],
    [404, 'rejected'],
    [429, 'unreachable'],
    [500, 'unreachable'],
  ])('that answers %d is %s', async (status, fault) => {
    const { base } = await innerServer((_, response) => response.writeHead(status).end())
    expect(await faultOf(fetcher({ trustedBases: [base] }).get(base, ASKED))).toBe(fault)
  })

  test('that breaks off is asked again later', async () => {
    const { base } = await innerServer((request) => request.socket.destroy())
    expect(await faultOf(fetcher({ trustedBases: [base] }).get(base, ASKED))).toBe('unreachable')
  })
})

test.each(['8.8.8.8', '223.5.5.5', '2400:3200::1', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})
