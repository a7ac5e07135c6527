import type { Command } from 'commander'
import { todayOf } from '../deps.ts'
import type { Area } from '../domain/roster.ts'
import { ZONE_KINDS, type ZoneKind } from '../domain/vocabulary.ts'
import { readAreas } from '../domain/zone-areas.ts'
import { UserError } from '../errors.ts'
import { branchNamed } from '../store/branches.ts'
import { addZone, changeZone, endZone } from '../store/zones.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

const KINDS = Object.entries(ZONE_KINDS)
const KIND = `类型：${KINDS.map(([, word]) => word).join('、')}`
const AREAS = '范围，例如 1-3号楼、东门'

interface Told {
  branch: string
  scope: string
  name?: string
  kind?: string
  areas?: string
}

/** `zone add|set|end`: draft the zones of a branch; members are assigned in chat or by a roster. */
export function registerZoneDrawing(zone: Command): void {
  zone
    .command('add')
    .description('新划一个责任区')
    .argument('<code>', '编号，例如 A3')
    .argument('<name>', '名称')
    .requiredOption('--branch <name>', '支部')
    .option('--scope <path>', '支部的上级组织', '/')
    .option('--kind <kind>', KIND, ZONE_KINDS.community)
    .option('--areas <areas>', AREAS, '')
    .action((code: string, name: string, { branch, scope, kind, areas = '' }: Told) =>
      withDeps(async ({ db, now }) => {
        const { id } = await branchNamed(db, await scopeAt(db, scope), branch)
        const drawn = { code, name, kind: kindOf(kind ?? ''), areas: areasOf(areas) }
        await addZone(db, id, { drawn, actor: 'cli', now: now() })
        console.log(`已新划：${code} ${name}。支部通过后，请书记在聊天里说：责任区划分支部通过了。`)
      }),
    )
  zone
    .command('set')
    .description('改名称、类型或范围，没写的不变')
    .argument('<code>', '编号')
    .option('--name <name>', '名称')
    .option('--kind <kind>', KIND)
    .option('--areas <areas>', AREAS)
    .action((code: string, { name, kind, areas }: Told) =>
      withDeps(async ({ db, now }) => {
        const changes = {
          ...(name !== undefined && { name }),
          ...(kind !== undefined && { kind: kindOf(kind) }),
          ...(areas !== undefined && { areas: areasOf(areas) }),
        }
        if (Object.keys(changes).length === 0) throw new UserError('请用 --name、--kind 或 --areas 写要改什么')
        await changeZone(db, code, { changes, actor: 'cli', now: now() })
        console.log(`已改：${code}`)
      }),
    )
  zone
    .command('end')
    .description('撤销一个责任区，从今天起；记录和编号都留着')
    .argument('<code>', '编号')
    .action((code: string) =>
      withDeps(async ({ db, now, config }) => {
        await endZone(db, code, { today: todayOf({ now, config }), actor: 'cli', now: now() })
        console.log(`已撤销：${code}`)
      }),
    )
}

function kindOf(text: string): ZoneKind {
  const found = KINDS.find(([code, word]) => code === text || word === text)
  if (!found) throw new UserError(`没有“${text}”这类责任区，有${KINDS.map(([, word]) => word).join('、')}`)
  return found[0] as ZoneKind
}

function areasOf(text: string): Area[] {
  const { areas, unclear } = readAreas(text)
  if (unclear.length > 0) throw new UserError(`范围里看不懂：${unclear.join('、')}。请写成 1-3号楼、5号楼2单元、东门`)
  return areas
}
