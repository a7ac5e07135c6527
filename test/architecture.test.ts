import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

/** Folders of `src` and what each may import: the layers, innermost first. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  understanding: ['domain'],
  decide: ['domain', 'understanding', 'channels'],
  channels: ['domain', 'errors', 'config', 'alarms'],
  documents: ['domain', 'errors'],
  ballots: ['domain'],
  store: ['domain', 'decide', 'channels', 'errors', 'documents', 'ballots', 'alarms'],
  http: [
    'domain',
    'decide',
    'understanding',
    'store',
    'channels',
    'documents',
    'ballots',
    'deps',
    'errors',
    'config',
    'config-checks',
    'metrics',
  ],
  jobs: [
    'domain',
    'decide',
    'understanding',
    'store',
    'channels',
    'documents',
    'ballots',
    'deps',
    'errors',
    'alarms',
    'alarm-keeper',
  ],
}

/** Of these folders only types may be taken, except what is pure and says so. */
const TYPES_ONLY: Record<string, readonly string[]> = {
  decide: ['understanding', 'channels'],
  channels: ['config', 'alarms'],
  store: ['channels', 'alarms'],
}

/** Packages that belong to one folder alone. */
const PACKAGE_HOME: Record<string, readonly string[]> = {
  bullmq: ['.'],
  ioredis: ['.'],
  'drizzle-orm': ['store', '.', 'cli'],
  pg: ['store', '.', 'http'],
  fastify: ['http', '.'],
  '@wecom/crypto': ['channels'],
  'dingtalk-stream': ['channels'],
}

const NO_PACKAGES = ['domain', 'decide']

interface Import {
  file: string
  folder: string
  target: string
  typeOnly: boolean
}

function sourceFiles(dir = SRC): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

function folderOf(path: string): string {
  const [first, second] = relative(SRC, path).split('/')
  return second === undefined ? '.' : (first ?? '.')
}

const files = sourceFiles().map((path) => ({ path, name: relative(SRC, path), text: readFileSync(path, 'utf8') }))

const imports: Import[] = files.flatMap(({ path, name, text }) =>
  [...text.matchAll(/^(import|export) (type )?(?:[^'";]*? from )?'([^']+)'/gms)].map(([, , type, target]) => ({
    file: name,
    folder: folderOf(path),
    target: target?.startsWith('.') ? relative(SRC, resolve(dirname(path), target)) : (target ?? ''),
    typeOnly: type !== undefined,
  })),
)
const inward = imports.filter((i) => i.target.endsWith('.ts'))
const packages = imports.filter((i) => !i.target.endsWith('.ts') && !i.target.startsWith('node:'))

/** `decide/replies/card.ts` → `decide`; `errors.ts` → `errors`. */
const layerOf = (target: string) => (target.includes('/') ? target.split('/')[0] : target.replace('.ts', '')) ?? ''

describe('the layers', () => {
  test('there are source files to look at', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(inward.length).toBeGreaterThan(100)
  })

  test('each folder imports from the folders below it only', () => {
    const wrong = inward.filter(({ folder, target }) => {
      const allowed = MAY_IMPORT[folder]
      return allowed !== undefined && layerOf(target) !== folder && !allowed.includes(layerOf(target))
    })
    expect(wrong.map((i) => `${i.file} imports ${i.target}`)).toEqual([])
  })

  test('policy takes types, not behaviour, from what lies outside it', () => {
    const wrong = inward.filter((i) => !i.typeOnly && TYPES_ONLY[i.folder]?.includes(layerOf(i.target)))
    expect(wrong.map((i) => `${i.file} imports ${i.target}`)).toEqual([])
  })

  test('one platform knows nothing of another', () => {
    const platform = (path: string) => path.match(/^channels\/([^/]+)\//)?.[1]
    const wrong = inward.filter((i) => {
      const [from, to] = [platform(i.file), platform(i.target)]
      return from !== undefined && to !== undefined && from !== to
    })
    expect(wrong.map((i) => `${i.file} imports ${i.target}`)).toEqual([])
  })

  test('domain and decide need no package', () => {
    const wrong = packages.filter((i) => NO_PACKAGES.includes(i.folder))
    expect(wrong.map((i) => `${i.file} imports ${i.target}`)).toEqual([])
  })

  test('queue, database and web packages stay in their folders', () => {
    const wrong = packages.filter((i) => {
      const home = Object.entries(PACKAGE_HOME).find(([name]) => i.target === name || i.target.startsWith(`${name}/`))
      return home !== undefined && !home[1].includes(i.folder) && !i.typeOnly
    })
    expect(wrong.map((i) => `${i.file} imports ${i.target}`)).toEqual([])
  })
})

describe('a start', () => {
  /** Files that a file brings with it, wherever they are needed first. */
  function loadedBy(entries: readonly string[]): Set<string> {
    const loaded = new Set(entries)
    for (const name of loaded) {
      for (const i of inward) if (i.file === name && !i.typeOnly) loaded.add(i.target)
    }
    return loaded
  }

  test('waits for nothing that draws posters, reads pictures or opens spreadsheets', () => {
    const loaded = loadedBy(['cli/serve.ts', 'app.ts', 'worker.ts', 'queue.ts', 'channels/wecom/channel.ts'])
    expect(loaded.size).toBeGreaterThan(200)
    const heavy = ['pdfkit', 'jsqr', 'pngjs', 'jpeg-js', 'saxen', 'csv-parse/sync', 'tar-stream', 's3mini']
    const wrong = packages.filter((i) => loaded.has(i.file) && !i.typeOnly && heavy.includes(i.target))
    expect(wrong.map((i) => `${i.file} imports ${i.target}`)).toEqual([])
  })
})

describe('purity', () => {
  const offenders = (pattern: RegExp, where: (name: string) => boolean) =>
    files.filter((f) => where(f.name) && pattern.test(f.text)).map((f) => f.name)

  test('only config.ts reads the environment', () => {
    expect(offenders(/\bprocess\.env\b/, (name) => name !== 'config.ts')).toEqual([])
  })

  test('policy and understanding have no clock, and policy does not wait', () => {
    const pure = (name: string) => /^(domain|decide|understanding)\//.test(name)
    expect(offenders(/\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/, pure)).toEqual([])
    expect(offenders(/\basync\b|\bawait\b/, (name) => /^(domain|decide)\//.test(name))).toEqual([])
  })

  test('SQL lives in store', () => {
    const sql = /`\s*(select\s.+\sfrom|insert into|update \w+ set|delete from)\b/is
    expect(offenders(sql, (name) => !name.startsWith('store/') && name !== 'embedded-postgres.ts')).toEqual([])
  })

  // Behind `in` it may be run for each row of the table, and every run locks others.
  test('rows that a worker claims are looked for once', () => {
    expect(offenders(/\bin \(\s*select\b[^`]*skip locked/, () => true)).toEqual([])
  })

  test('a prepared statement has a name of its own', () => {
    const names = files.flatMap((f) =>
      [...f.text.matchAll(/\bstatement<[^(]*>\(\s*'([^']+)'/g)].map(([, name]) => name),
    )
    expect(names.length).toBeGreaterThan(100)
    expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([])
  })

  test('nothing is silenced', () => {
    expect(offenders(/@ts-ignore|@ts-expect-error|biome-ignore|\bTODO\b|\bFIXME\b/, () => true)).toEqual([])
  })
})

describe('names', () => {
  test('there are no default exports and no barrels', () => {
    expect(files.filter((f) => /^export default\b/m.test(f.text)).map((f) => f.name)).toEqual([])
    expect(files.filter((f) => /^export (\*|\{[^}]*\}) from /m.test(f.text)).map((f) => f.name)).toEqual([])
  })

  test('a schedule or job has a name that the queue takes, used once', () => {
    const names = files
      .filter((f) => f.name.startsWith('jobs/'))
      .flatMap((f) => [...f.text.matchAll(/^ {2}name: '([^']+)'/gm)].map(([, name]) => name))
    expect(names.length).toBeGreaterThan(3)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  test('migrations are numbered without a gap and tell what they do', () => {
    const migrations = readdirSync(resolve(import.meta.dirname, '../migrations')).filter((n) => n.endsWith('.sql'))
    migrations.sort().forEach((name, i) => {
      expect(name).toMatch(new RegExp(`^${String(i).padStart(4, '0')}_[a-z_]+\\.sql$`))
    })
  })

  test('signatures are compared in constant time', () => {
    const comparing = files.filter((f) => /\bfunction (signatureMatches|check\w*Signature)\b/.test(f.text))
    expect(comparing.map((f) => f.name).sort()).toEqual(['channels/dingtalk/sign.ts', 'channels/sealed-callback.ts'])
    for (const file of comparing) expect(file.text).toContain('timingSafeEqual')
  })
})
