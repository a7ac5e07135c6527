/** What the image and compose.yaml say, held against the program: there is no Docker where the tests run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../src/config.ts'
import { VARIABLES } from '../src/environment.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const textOf = (name: string) => readFileSync(path.join(ROOT, name), 'utf8')

interface Service {
  image?: string
  build?: string
  command?: string[]
  env_file?: string
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  healthcheck?: { disable?: boolean; test?: string[] }
  depends_on?: Record<string, { condition: string }>
}
const compose = parse(textOf('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, null>
}
const services = Object.entries(compose.services)
const ours = services.filter(([, service]) => service.build !== undefined)

describe('the image', () => {
  const text = textOf('Dockerfile').replace(/\\\n/g, ' ')
  const ignored = textOf('.dockerignore').trim().split('\n')
  const copies = [...text.matchAll(/^COPY (?:--from=(\w+) )?(.*)$/gm)].map(([, from, words = '']) => ({
    from,
    sources: words.trim().split(/\s+/).slice(0, -1),
  }))

  test('copies only what is there and not left out', () => {
    const sources = copies.filter((copy) => copy.from === undefined).flatMap((copy) => copy.sources)
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources) {
      expect({ source, there: existsSync(path.join(ROOT, source)) }).toEqual({ source, there: true })
      expect(ignored).not.toContain(source)
    }
  })

  test('takes from its stages what they make, and nothing else', () => {
    const made = copies.filter((copy) => copy.from !== undefined).map((copy) => [copy.from, ...copy.sources])
    expect(made).toEqual([
      ['packages', '/app/node_modules'],
      ['build', '/app/dist'],
    ])
    for (const [stage] of made) expect(text).toContain(` AS ${stage}\n`)
  })

  test('runs as nobody special, is watched, and starts what is built', () => {
    const last = text.split(/^FROM /m).at(-1) ?? ''
    expect(last).toMatch(/^USER node$/m)
    expect(last).toContain('/healthz')
    expect(last).toMatch(/^ENTRYPOINT \["node", "dist\/main\.js"\]$/m)
    expect(last).not.toMatch(/^RUN npm/m)
  })

  test('has every package that the program imports', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> }
    const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.ts'),
    )
    const imported = files.flatMap((file) =>
      [...textOf(path.join('src', file)).matchAll(/(?:^import (?!type )[^'";]*?from |import\()'([^'.][^']*)'/gm)].map(
        ([, name = '']) => name,
      ),
    )
    const packages = imported
      .filter((name) => !name.startsWith('node:'))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
    expect(packages.length).toBeGreaterThan(50)
    expect([...new Set(packages)].filter((name) => dependencies[name] === undefined)).toEqual([])
  })
})

describe('compose.yaml', () => {
  test('sets only variables that the program reads', () => {
    for (const [name, { environment = {} }] of ours) {
      expect({ name, unknown: Object.keys(environment).filter((v) => !VARIABLES.includes(v)) }).toEqual({
        name,
        unknown: [],
      })
    }
  })

  test('with its example filled in makes a configuration, and holds no secret itself', () => {
    const lines = textOf('.env.example').split('\n')
    const example = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('=') as [string, string])
    const names = example.map(([name]) => name)
    expect(names.filter((n) => n !== 'POSTGRES_PASSWORD' && !VARIABLES.includes(n))).toEqual([])
    for (const [name, value] of example) if (/SECRET|PASSWORD|TOKEN|AES/.test(name)) expect(value).toBe('')
    const filled = { ...Object.fromEntries(example), SECRET_KEY: Buffer.alloc(32).toString('base64') }
    const environment = Object.fromEntries(
      Object.entries(compose.services.web?.environment ?? {}).map(([name, value]) => [
        name,
        value.replace(/\$\{POSTGRES_PASSWORD:\?[^}]*\}/, 'abc'),
      ]),
    )
    const config = parseConfig({ ...filled, ...environment })
    expect(config).toMatchObject({ databaseUrl: 'postgres://zeren:abc@database:5432/zeren', demo: false })
    expect(textOf('.gitignore').split('\n')).toContain('.env')
  })

  test('migrates first, and then starts a web and a worker that may be several', () => {
    expect(ours.map(([name, { command }]) => [name, command])).toEqual([
      ['migrate', ['migrate']],
      ['web', ['web']],
      ['worker', ['worker']],
    ])
    for (const name of ['web', 'worker']) {
      expect(compose.services[name]?.depends_on?.migrate?.condition).toBe('service_completed_successfully')
    }
    expect(services.filter(([, service]) => 'container_name' in service)).toEqual([])
    expect(compose.services.web?.ports).toEqual([expect.stringMatching(/:3000-\d+:3000$/)])
  })

  test('opens no port but that of the web, and only to this machine', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['web'])
    for (const port of compose.services.web?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  test('keeps what must not be lost in volumes, and waits until servers answer', () => {
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]))
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)))
    for (const name of ['database', 'redis']) expect(compose.services[name]?.healthcheck?.test).toBeDefined()
    expect(compose.services.redis?.command).toEqual(
      expect.arrayContaining(['--appendonly', '--maxmemory-policy', 'noeviction']),
    )
  })
})
