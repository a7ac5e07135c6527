import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeReviewDocx } from '../../src/documents/review-docx.ts'
import type { ReviewForm } from '../../src/documents/review-form.ts'
import { writeReviewXlsx } from '../../src/documents/review-xlsx.ts'
import { type PackFormName, packForms } from '../../src/store/review-pack.ts'
import { readDocx, readXlsx } from '../support/office-files.ts'
import { type PackWorld, packWorld, ROUND_IDS } from '../support/review-pack-world.ts'

const PUBLIC_URL = 'https://zeren.example'

let world: PackWorld
let folder: string
beforeAll(async () => {
  world = await packWorld()
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-pack-'))
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

async function forms(form: PackFormName, period = '2026'): Promise<ReviewForm[]> {
  const branches = [{ id: world.branchId, name: '幸福支部', organisationId: '' }]
  return packForms(world.deps.db, { branches, forms: [form], period, today: '2026-12-20', timezone: 'Asia/Shanghai' })
}

async function docx(form: PackFormName, period?: string) {
  const file = path.join(folder, `${form}.docx`)
  await writeReviewDocx(file, await forms(form, period), { publicUrl: PUBLIC_URL })
  return readDocx(file)
}

async function xlsx(form: PackFormName, period?: string) {
  const file = path.join(folder, `${form}.xlsx`)
  await writeReviewXlsx(file, await forms(form, period), { publicUrl: PUBLIC_URL })
  return readXlsx(file)
}

test('the zone list has all zones with who answers for them, and star households by building', async () => {
  const { tables, paragraphs } = await docx('zone_list')
  expect(tables).toEqual([
    [
      ['编号', '责任区', '类型', '范围', '户数', '责任党员', '备用', '协助', '支部已通过', '星级文明户'],
      ['A3', '东区', '社区', '3号楼', '120', '张建国', '', '', '否', '12〔3〕'],
      ['A4', '西区', '社区', '5号楼', '未填', '王卫东', '', '', '否', ''],
    ],
  ])
  expect(paragraphs).toContain('责任区：2〔1〕')
  expect(paragraphs).toContain('〔1〕A3、A4')
  expect(paragraphs).toContain('〔3〕3号楼 12户')
})

test('a spot check has its hash and seed, what was drawn, ticked, replaced and found, and what it led to', async () => {
  const { tables, paragraphs, addresses } = await docx('spot_check', '2026-H1')
  expect(paragraphs).toContain(`轮次编号：${ROUND_IDS.spot_check}`)
  expect(paragraphs).toContain(`种子：${'ab'.repeat(32)}`)
  const [zones, ticks, findings] = tables
  expect(zones).toEqual([
    ['序号', '编号', '责任区', '被抽到的机会', '替换', '检查意见', '本人说明'],
    ['1', 'A3', '东区', '50%', '', '灯坏了没有修', '三月在住院'],
    ['2', 'A4', '西区', '50%', '不查，没有可换的：已拆迁', '未检查', ''],
  ])
  expect(ticks).toEqual([
    ['责任区', '职责', '检查结果'],
    ['A3', expect.any(String), '做到了'],
    ['A3', expect.any(String), '没做到'],
    ['A3', expect.any(String), '没有看'],
  ])
  expect(new Set(ticks?.map(([, duty]) => duty)).size).toBe(4)
  expect(findings).toEqual([
    ['序号', '责任区', '问题', '照片', '检查人', '怎么办'],
    ['1', 'A3', '二单元灯不亮', expect.stringMatching(/^照片[\da-f]{8}$/u), '陈书华', '事项A3-0001、整改1号'],
  ])
  expect(paragraphs).toContain('〔3〕问题1（A3）')
  const round = `${PUBLIC_URL}/review/spot/${ROUND_IDS.spot_check}`
  expect(addresses).toContain(`${round}/A3`)
  expect(addresses.filter((address) => address.startsWith(`${round}/A3/photo/`))).toHaveLength(1)
})

test('of opinions nothing is told below five, and otherwise the counts with how sure they are', async () => {
  const { 各责任区的群众意见: zones, 支部的群众意见: branch } = await xlsx('opinion_round')
  expect(zones?.slice(1)).toEqual([
    ['幸福支部', 'A3', '120', '12', '您知道这一片由哪位党员负责吗？', '知道9、不知道3', '47%–91%'],
    ['幸福支部', 'A4', '未填', '样本不足', '', '样本不足'],
  ])
  // By a sum the three who answered in A4 could be reckoned.
  expect(branch?.slice(1)).toEqual([['幸福支部', '您知道这一片由哪位党员负责吗？', '全支部', '不写合计']])
})

test('the evaluation table shows a grade only when the member saw it, names in order, each number with its records', async () => {
  const { tables, anchors, bookmarks, paragraphs, addresses } = await docx('year_end_evaluation')
  expect(tables[0]).toEqual([
    ['姓名', '责任区', '设岗', '目标', '本人总结', '进度', '等次', '理由'],
    ['张建国', 'A3', '政策宣传岗', '每月走访二十户（已走访到六月）', '修了灯', '本人已看，可申诉', '合格', '认真'],
    ['王卫东', 'A4', '', '', '', '待本人查看', '', ''],
  ])
  expect(tables[1]?.[1]?.slice(0, 2)).toEqual(['张建国', '发现上报'])
  const note = /〔(\d+)〕/u.exec(tables[1]?.[1]?.[2] ?? '')?.[1]
  expect(paragraphs).toContain(`〔${note}〕A3-0001、A3-0002　打开`)
  expect(addresses).toContainEqual(
    expect.stringMatching(/^https:\/\/zeren\.example\/review\/evidence\/[\da-f-]{36}\/told$/u),
  )
  expect(tables[2]?.[1]).toEqual(['张建国', '1', '300', '120', '2', '1.7', '3'])
  // Every link leads somewhere.
  expect(anchors.length).toBeGreaterThan(0)
  expect(anchors.filter((anchor) => !bookmarks.includes(anchor))).toEqual([])
})

test('the minutes of an appraisal count ballots by person, and withhold what was too few', async () => {
  const { 投票结果: result } = await xlsx('democratic_appraisal')
  expect(result).toEqual([
    ['支部', '姓名', '应投', '实投', '优秀', '合格', '基本合格', '不合格', '弃权'],
    ['幸福支部', '张建国', '7', '6', '4', '2', '0', '0', '0'],
    ['幸福支部', '王卫东', '7', '4', '不公布', '不公布', '不公布', '不公布', '不公布'],
  ])
})

test('the list of rectifications says what, why, what the member says to it, until when, with whom, and how far', async () => {
  const { tables, paragraphs } = await docx('rectifications')
  expect(tables[0]?.[1]).toEqual([
    ...['1号', '张建国', '', '每周到3号楼看一次', '三个月没有去过', '上个月住院', '2026-12-10', '王卫东', '李卫民'],
    ...['整改中', '', '2026-H1 半年抽查'],
  ])
  expect(paragraphs).toContain('整改中：1〔1〕')
  expect(paragraphs).toContain('〔1〕整改1号')
})

test('the annex to the responsibility letter keeps different ends apart and leaves out what not even a count may tell', async () => {
  const { 全年落实情况: year, 依据: records } = await xlsx('responsibility_letter')
  const rows = new Map(year?.map(([, name, count]) => [name ?? '', count ?? '']))
  const recordsOf = (name: string) => {
    const note = /〔\d+〕$/u.exec(rows.get(name) ?? '')?.[0]
    return records?.flatMap(([number, record]) => (number === note ? [record] : []))
  }
  expect(recordsOf('上报的事项')).toEqual(['A3-0001', 'A3-0002'])
  expect(recordsOf('已解决')).toEqual(['A3-0001'])
  expect(recordsOf('已答复、暂时解决不了')).toEqual(['A3-0002'])
  expect(rows.get('查明不属本区')).toBe('0')
  expect(recordsOf('抽查到的责任区')).toEqual(['2026-H1 A3', '2026-H1 A4'])
  expect(recordsOf('限期整改')).toEqual(['整改1号'])
  expect(JSON.stringify([year, records])).not.toContain('A3-0003')
})

test('words that are no good in XML, and those that look like a formula, come back as texts', async () => {
  const file = path.join(folder, 'hostile')
  const form: ReviewForm = {
    title: '=1+1',
    branch: '<支部>&"',
    facts: [['项目', '第一行\n第二行\u0000\uFFFE']],
    tables: [
      {
        caption: '表[1]:*?/',
        header: ['=A1'],
        rows: [['@SUM(1)'], [{ text: '2', path: null, evidence: [{ name: '+x', path: null }] }]],
      },
    ],
    notes: [],
    signatures: [],
  }
  await writeReviewDocx(`${file}.docx`, [form], { publicUrl: null })
  await writeReviewXlsx(`${file}.xlsx`, [form], { publicUrl: null })
  const word = await readDocx(`${file}.docx`)
  expect(word.paragraphs.slice(0, 3)).toEqual(['=1+1', '支部：<支部>&"', '项目：第一行\n第二行'])
  expect(word.tables).toEqual([[['=A1'], ['@SUM(1)'], ['2〔1〕']]])
  const book = await readXlsx(`${file}.xlsx`)
  expect(Object.keys(book)).toEqual(['概况', '表 1     ', '依据'])
  expect(book['表 1     ']?.slice(1)).toEqual([
    ['<支部>&"', '@SUM(1)'],
    ['<支部>&"', '2〔1〕'],
  ])
})
