import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterAll, beforeAll, test } from 'vitest'
import { createSafeFetch } from '../../src/channels/safe-fetch.ts'
import { ChannelError } from '../../src/errors.ts'
import { fetchMedia } from '../../src/jobs/fetch-media.ts'
import { writeXml } from '../platforms/wecom/sealing.ts'
import { testBranch } from '../support/branch.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'
import { expectReached } from './expect-reached.ts'
import { hostileFiles, MARK } from './hostile-files.ts'

const MEGABYTE = 1024 * 1024

/** A server of our own network: whoever connects to it was led there. */
const inside = createServer((_request, response) => response.end('secret'))
let insidePort: number
let connections = 0
let world: WecomWorld

beforeAll(async () => {
  inside.on('connection', () => {
    connections += 1
  })
  inside.listen(0, '127.0.0.1')
  await once(inside, 'listening')
  insidePort = (inside.address() as AddressInfo).port
  world = await wecomWorld(testBranch({ zoneCount: 2, memberCount: 2 }).csv)
})

afterAll(async () => {
  await world?.close()
  inside.close()
})

/** Spellings of addresses that are not the internet's. */
const NOT_PUBLIC = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0177.0.0.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '127.127.127.127',
    '0.0.0.0',
    '0',
  ],
  ...[
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ],
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.1.1', '100.64.0.1'],
  ...['169.254.169.254', '[::ffff:169.254.169.254]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]'],
  ...[
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '192.0.2.1',
    '203.0.113.1',
    '240.0.0.1',
    '[2001:db8::1]',
    '[2002:7f00:1::]',
  ],
  ...[
    'localhost',
    'LOCALHOST.',
    'inside.example',
    'one-of-two.example',
    'rebinding.example',
    '127。0。0。1',
    '①②⑦.0.0.1',
  ],
]
const NO_ADDRESS = [
  ...['file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://127.0.0.1/x', 'data:text/plain,x', 'javascript:alert(1)'],
  ...['dict://127.0.0.1:11211/', 'ldap://127.0.0.1', '//127.0.0.1/', 'http://', 'http://user:pass@127.0.0.1/', '', 'x'],
]

let asked = 0
/** Every name leads inside; one of them outside as well. Looked up once, for the connection itself: no name can change between. */
const lookup: LookupFunction = (hostname, _options, callback) => {
  asked += 1
  const here = { address: '127.0.0.1', family: 4 }
  if (hostname.startsWith('one-of-two')) callback(null, [{ address: '1.1.1.1', family: 4 }, here])
  else callback(null, [here])
}

test('E1: an address that somebody else chose never leads into our own network', async () => {
  const redirecting = createServer((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${insidePort}/` }).end(),
  )
  redirecting.listen(0, '127.0.0.1')
  await once(redirecting, 'listening')
  const trusted = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`
  const options = { platform: 'DingTalk', trustedBases: [trusted], allowHttp: true, timeoutMs: 500, lookup }
  const files = createSafeFetch(options)
  const urls = [...NOT_PUBLIC.map((host) => `http://${host}:${insidePort}/x`), ...NO_ADDRESS, `${trusted}/redirect`]
  const rejected = await Promise.all(
    urls.map((url) =>
      files.get(url, { api: 'test', maxBytes: MEGABYTE }).then(
        () => false,
        (error: unknown) => error instanceof ChannelError && error.fault === 'rejected',
      ),
    ),
  )
  await files.close()
  redirecting.close()
  // WeCom's messages name an address of the picture too.
  const { platform } = world
  const at = platform.now()
  await platform.raw(
    writeXml({
      ToUserName: platform.corpId,
      FromUserName: 'member1',
      CreateTime: Math.floor(at.getTime() / 1000),
      MsgType: 'image',
      PicUrl: `http://127.0.0.1:${insidePort}/`,
      MediaId: platform.addMedia({ bytes: Buffer.from('x'), contentType: 'image/png', name: 'x' }),
      MsgId: '77001',
      AgentID: platform.agentId,
    }),
  )
  await world.settle()
  await fetchMedia(world.deps)
  const letThrough = urls.filter((_, i) => !rejected[i])
  expectReached({
    mark: 'E1',
    what: 'addresses inside, in every spelling, by names that lead inside, by redirect, and of other kinds',
    size: `${urls.length + 1} addresses, ${asked} look-ups`,
    reached: `connections ${connections}, not rejected ${letThrough.length}${letThrough.length > 0 ? ` (${letThrough.join(' ')})` : ''}`,
    pass: 'connections 0, not rejected 0',
    ok: connections === 0 && letThrough.length === 0,
  })
})

test('E2: files are kept under names of ours, within the size, and photos say nothing about place and owner', async () => {
  const { platform, deps } = world
  const files = hostileFiles()
  for (const file of files) {
    const mediaId = platform.addMedia(file)
    if (/\.(jpg|png|webp)$/.test(file.name)) await platform.send({ from: 'member1', image: mediaId })
    else await platform.send({ from: 'member1', file: mediaId, name: file.name.replaceAll('\0', '') })
  }
  const tooLarge = { bytes: Buffer.alloc(24 * MEGABYTE), contentType: 'image/jpeg', name: 'large.jpg' }
  await platform.send({ from: 'member1', image: platform.addMedia(tooLarge) })
  await world.settle()
  const rssBefore = process.memoryUsage().rss
  await fetchMedia(deps)
  const grownMb = (process.memoryUsage().rss - rssBefore) / MEGABYTE
  const { rows } = await deps.pool.query<{ state: string; storage_key: string | null }>(
    'select state, storage_key from attachments where media_id is not null',
  )
  const keys = await deps.storage.list()
  const kept = await Promise.all(keys.map((key) => deps.storage.get(key)))
  const withMark = kept.filter((media) => media?.bytes.includes(MARK)).length
  const foreign = keys.filter((key) => !/^attachments\/[0-9a-f-]{36}$/.test(key)).length
  const stored = rows.filter((r) => r.state === 'stored').length
  const refused = rows.filter((r) => r.state !== 'stored').length
  expectReached({
    mark: 'E2',
    what: 'polyglots, SVG with script, bombs, 100 megapixels, names with folders, photos with GPS; and one of 24 MB',
    size: `${files.length + 1} files`,
    reached: `stored ${stored}, refused ${refused}, names not ours ${foreign}, files that name a place ${withMark}, memory +${grownMb.toFixed(0)} MB`,
    pass: `stored ${files.length + 1} with that of E1, refused 1, names not ours 0, files that name a place 0`,
    ok: stored === files.length + 1 && refused === 1 && foreign === 0 && withMark === 0,
  })
})
