/**
 * The first hour of a new secretary by the steps of the README, on each platform: from an empty folder to a branch of
 * 12 zones and 20 people, with posters whose codes residents can scan. Every command is one that the README names.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSheets } from '../../src/documents/sheet.ts'
import { USUAL_QUIET } from '../../src/store/settings.ts'
import { pixelsOfPdf, readPdf, scanQr } from '../support/pdf.ts'
import { build, cli, dataFolder, type Environment, freePort, type Product, startProduct } from '../support/product.ts'
import { textRows, workbook } from '../support/workbook.ts'
import { dingtalkHouse, type House, localHouse, type Phone, wecomHouse } from './first-hour-houses.ts'

const BRANCH = '幸福支部'
const SECRETARY = '陈书华'
const ZONE_COUNT = 12
/** The zone whose poster a resident stands before; its member is the third of the list. */
const SCANNED = 3
/** Beside the secretary: one for each zone, then backups of the first ones, and at last a helper without a zone. */
const NAMES =
  '张建国 李秀英 王卫东 赵德明 刘红梅 孙国华 吴晓燕 郑小军 周桂兰 徐志强 马向前 朱玉珍 胡建军 林淑芬 何永福 高春生 罗爱华 梁文斌 宋玉兰'.split(
    ' ',
  )
/** A screen is looked at for so long, whatever else the machine does. */
const WAIT = { timeout: 30_000, interval: 50 }

beforeAll(() => build())

describe.each<[string, () => Promise<House> | House]>([
  ['in the local chat', localHouse],
  ['on WeCom', wecomHouse],
  ['on DingTalk', dingtalkHouse],
])('the first hour %s', (_where, open) => {
  let folder: Awaited<ReturnType<typeof dataFolder>>
  let house: House
  let product: Product
  let env: Environment
  const phones = new Map<string, Phone>()
  /** What the code on a zone's poster says, by the zone's number. */
  const scanned = new Map<number, string>()
  const fileIn = (name: string) => path.join(folder.dir, name)
  const phoneOf = (name: string) => phones.get(name) as Phone

  beforeAll(async () => {
    folder = await dataFolder()
    house = await open()
    env = { DATA_DIR: path.join(folder.dir, 'data'), PORT: String(await freePort()), ...house.environment }
    product = await startProduct(env)
    await house.connect(product.url)
  })
  afterAll(async () => {
    await house?.close()
    await product?.stop()
    await folder?.remove()
  })

  const ran = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli(args, env)
    expect(code, `${args.join(' ')}\n${stderr}`).toBe(0)
    return stdout + stderr
  }

  test('the list is the template filled in, looked at, and imported', async () => {
    await ran('import', '--template', fileIn('roster.xlsx'))
    await fillIn(fileIn('roster.xlsx'), house)
    const preview = await ran('import', fileIn('roster.xlsx'), '--preview')
    expect(preview).toContain('张建国')
    expect(await ran('import', fileIn('roster.xlsx'))).toContain('12')
    const listed = (await ran('zones')).split('\n').filter((line) => line.startsWith(`${BRANCH}\t`))
    expect(listed).toHaveLength(ZONE_COUNT)
    // The test may run at night, and does not wait for the morning: times that are equal are never quiet.
    await ran('settings', 'set', 'quietFrom', USUAL_QUIET.until)
  })

  test('everybody sends in the code that was made for them, and hears which zone is theirs', async () => {
    await ran('invite', '--branch', BRANCH, '--csv', fileIn('codes.csv'))
    const [sheet] = readSheets(await readFile(fileIn('codes.csv')))
    const [, ...rows] = [...(sheet?.rows ?? [])]
    const orders = new Map(rows.map(([name = '', , , words = '']) => [name, words]))
    for (const [i, name] of NAMES.entries()) {
      const phone = await house.newPhone(`member${i}`)
      phones.set(name, phone)
      await phone.says(orders.get(name) ?? '')
    }
    for (const [i, name] of NAMES.entries()) {
      await expect.poll(() => phoneOf(name).reads(), WAIT).toContain(`${name}，您好，已绑定成功`)
      if (i < ZONE_COUNT) expect(phoneOf(name).reads()).toContain(`F${i + 1}`)
    }
    phones.set(SECRETARY, await house.secretaryPhone(SECRETARY))
    const again = await cli(['invite', '--branch', BRANCH], env)
    // Where the secretary needed no account, they alone are left.
    expect(again.stdout + again.stderr).toContain(house.secretary ? '都已经有账号了' : SECRETARY)
  })

  test('the secretary asks in chat how it stands, and notes that the branch approved', async () => {
    await phoneOf(SECRETARY).says('覆盖情况')
    const secretary = phoneOf(SECRETARY)
    await expect.poll(() => secretary.reads(), WAIT).toContain(`${ZONE_COUNT} 个责任区都有人负责`)
    expect(secretary.reads()).toContain('还没记为支部通过')
    await secretary.says('责任区划分支部通过了')
    await secretary.says('覆盖情况')
    await expect.poll(() => secretary.reads().split('还没记为支部通过').length, WAIT).toBe(2)
    await expect.poll(() => secretary.reads().split('都有人负责').length, WAIT).toBe(3)
  })

  test('each zone has a poster with its name, and a code that leads a phone to its notice', async () => {
    await ran('poster', '--branch', BRANCH, '--out', fileIn('posters.zip'))
    const posters = Object.entries(unzipSync(await readFile(fileIn('posters.zip'))))
    expect(posters.map(([name]) => name)).toEqual(
      Array.from({ length: ZONE_COUNT }, (_, i) => `F${i + 1} ${i + 1}号楼.pdf`),
    )
    // The first, the one that is scanned below, and the last: they are all drawn alike.
    for (const number of [1, SCANNED, ZONE_COUNT]) {
      const file = posters[number - 1]?.[1] ?? new Uint8Array()
      const { text, fonts } = await readPdf(file)
      expect(text).toContain(`${number}号楼`)
      expect(fonts.length).toBeGreaterThan(0)
      expect(fonts.every((font) => font.embedded)).toBe(true)
      const code = scanQr(await pixelsOfPdf(file, 100))?.text ?? ''
      expect(new URL(code).pathname).toBe(`/z/F${number}`)
      const page = await fetch(code)
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('有事在这里说')
      scanned.set(number, code)
    }
  })

  test('a resident who scanned it tells of a lamp, the member answers, and both hear to the end', async () => {
    const resident = new Resident(scanned.get(SCANNED) ?? '')
    await resident.writes('3号楼2单元楼道灯坏了两天了')
    await resident.taps('对')
    const member = phoneOf('王卫东')
    await expect.poll(() => member.reads(), WAIT).toContain('F3-0001')

    await member.says('回复 F3-0001 明天上午来看')
    await expect.poll(() => resident.reads(), WAIT).toContain('责任区党员答复您反映的 F3-0001')
    expect(await resident.reads()).toContain('明天上午来看')

    await member.says('办结 F3-0001 灯已换新')
    await expect.poll(() => resident.reads(), WAIT).toContain('办好了吗')
    expect(await resident.reads()).toContain('灯已换新')
    await resident.judges('F3-0001')
    await expect.poll(() => resident.reads(), WAIT).not.toContain('办好了吗')
    expect(await resident.reads()).toContain('F3-0001')
  })

  test('what a member tells reaches the secretary who asks for it', async () => {
    const member = phoneOf('张建国')
    await member.says('1号楼门口的井盖坏了')
    await expect.poll(() => member.reads(), WAIT).toContain('F1-0001')
    await member.says('对')
    await phoneOf(SECRETARY).says('查 F1-0001')
    await expect.poll(() => phoneOf(SECRETARY).reads(), WAIT).toContain('井盖')
  })
})

/** As in a spreadsheet: the examples stay where they are, the own rows come below. */
async function fillIn(file: string, { secretary }: House): Promise<void> {
  const [sheet] = readSheets(await readFile(file))
  const [header = [], ...examples] = [...(sheet?.rows ?? [])]
  const row = (told: Record<string, string>) => header.map((column) => told[column] ?? '')
  const zoneOf = (i: number) => {
    const number = (i % ZONE_COUNT) + 1
    return { 责任区编号: `F${number}`, 责任区: `${number}号楼`, 类型: '社区', 范围: `${number}号楼` }
  }
  const people = NAMES.map((name, i) => {
    if (i === NAMES.length - 1) return row({ 支部: BRANCH, 姓名: name, 角色: '协助员' })
    return row({ 支部: BRANCH, ...zoneOf(i), 姓名: name, 角色: '党员', 备用: i < ZONE_COUNT ? '' : '是' })
  })
  const account = secretary ? { [secretary.column]: secretary.account } : {}
  const first = row({ 支部: BRANCH, 姓名: SECRETARY, 角色: '书记', ...account })
  await writeFile(file, workbook([{ rows: textRows([header, ...examples, first, ...people]) }]))
}

/** A phone without any account, as its browser sees our pages. */
class Resident {
  readonly #notice: string
  #page = ''

  constructor(notice: string) {
    this.#notice = notice
  }

  async writes(text: string): Promise<void> {
    const { pathname } = new URL(this.#notice)
    const answer = await this.#send(`${pathname}/say`, { once: this.#once(await this.#get(this.#notice)), text })
    this.#page = new URL(answer.headers.get('location') ?? '', this.#notice).href.replace(/\?.*/, '')
  }

  /** What the own page says now. */
  async reads(): Promise<string> {
    return (await this.#get(this.#page)).replace(/<[^>]+>/g, ' ')
  }

  async taps(label: string): Promise<void> {
    const button = new RegExp(`name="card" value="([^"]+)">\\s*<div class="buttons">.*?value="([^"]+)">${label}<`, 's')
    let found: RegExpExecArray | null = null
    let page = ''
    await expect
      .poll(async () => {
        page = await this.#get(this.#page)
        found = button.exec(page)
        return found
      }, WAIT)
      .not.toBeNull()
    const [, card = '', action = ''] = (found ?? []) as string[]
    await this.#send(`${new URL(this.#page).pathname}/tap`, { once: this.#once(page), card, action })
  }

  async judges(about: string): Promise<void> {
    const once = this.#once(await this.#get(this.#page))
    await this.#send(`${new URL(this.#page).pathname}/judge`, { once, about, verdict: 'good', words: '' })
  }

  async #get(address: string): Promise<string> {
    const answer = await fetch(address)
    expect(answer.status).toBe(200)
    return answer.text()
  }

  /** Each form carries a secret of its own. */
  #once(page: string): string {
    return /name="once" value="([^"]+)"/.exec(page)?.[1] ?? ''
  }

  async #send(pathname: string, form: Record<string, string>): Promise<Response> {
    const address = new URL(pathname, this.#notice)
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
    expect(answer.status).toBe(303)
    return answer
  }
}
