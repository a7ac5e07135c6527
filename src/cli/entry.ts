import { Argument, type Command } from 'commander'
import { type Deps, todayOf } from '../deps.ts'
import { ZONE_ENTRY_KINDS, type ZoneEntryKind } from '../domain/zoning.ts'
import { UserError } from '../errors.ts'
import { keepZoneEntries } from '../jobs/keep-zone-entries.ts'
import { auditDecisions, detailHash } from '../store/audit.ts'
import { inTransaction, type Sql } from '../store/sql.ts'
import {
  type EntryScope,
  endZoneEntries,
  type ListedEntry,
  listZoneEntries,
  openZoneEntries,
} from '../store/zone-entries.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

const NAMES: Readonly<Record<ZoneEntryKind, string>> = {
  wecom_contact: '企业微信联系我',
  wecom_group: '企业微信居民群',
  kf: '微信客服',
  dingtalk_group: '钉钉群',
}
/** What is written for the operator of a failure that is none of the platform's. */
const REASONS: Readonly<Record<string, string>> = {
  'nobody on WeCom answers for it': '这个责任区和支部都没有绑定企业微信的人',
  'no group was named for it': '还没有指定居民群，用 entry group 指定',
  'made anew and gone again': '在企业微信后台被删了，换新的也没成；请先停用（entry off）再开通（entry on）',
  'under way': '正在生成',
}

interface Where {
  scope?: string
  zone?: string
}

/** `entry list|on|off|group|groups`: the ways by which a zone's code leads to a person on a platform. */
export function registerEntry(program: Command): void {
  const entry = program.command('entry').description('居民扫码的入口：联系我、居民群、微信客服')
  const kind = () => new Argument('<kind>', '哪种入口').choices(ZONE_ENTRY_KINDS)
  const placed = (command: Command) =>
    command.option('--scope <path>', '这个组织下的所有责任区').option('--zone <code>', '只这一个责任区')

  placed(entry.command('list').description('列出入口：责任区、种类、地址、背后的账号，没成的写明原因')).action(
    (where: Where) =>
      withDeps(async ({ db, pool }) => {
        for (const one of await listZoneEntries(pool, await scopeOf(db, where))) console.log(line(one))
      }),
  )
  placed(entry.command('on').description('开通一种入口；换人时码不变').addArgument(kind())).action(
    (name: ZoneEntryKind, where: Where) => withDeps((deps) => turnOn(deps, name, where)),
  )
  placed(entry.command('off').description('停用一种入口：已经印出去的这种码会失效').addArgument(kind())).action(
    (name: ZoneEntryKind, where: Where) => withDeps((deps) => turnOff(deps, name, where)),
  )
  entry
    .command('group')
    .description('指定责任区的居民群：群要先由成员在手机上建好')
    .argument('<zone>', '责任区编号')
    .argument('<chatId>', '群编号，用 entry groups 查')
    .action((zone: string, chatId: string) => withDeps((deps) => nameGroup(deps, zone.toUpperCase(), chatId)))
  entry
    .command('groups')
    .description('列出企业微信里的居民群：编号、群名、人数')
    .action(() =>
      withDeps(async ({ ways }) => {
        if (ways === null) throw new UserError('还没有配置企业微信')
        for (const one of await ways.groups()) console.log(`${one.chatId}\t${one.name}\t${one.memberCount}人`)
      }),
    )
}

async function scopeOf(db: Deps['db'], { scope, zone }: Where): Promise<EntryScope> {
  if (scope !== undefined && zone !== undefined) throw new UserError('--scope 和 --zone 只写一个')
  return zone === undefined ? { path: (await scopeAt(db, scope ?? '/')).path } : { zoneCode: zone.toUpperCase() }
}

async function turnOn(deps: Deps, kind: ZoneEntryKind, where: Where): Promise<void> {
  const scope = await scopeOf(deps.db, where)
  mustBeSetUp(deps, kind)
  await open(deps, { scope, kind, groupId: null })
  await keepZoneEntries.run(deps, deps.now())
  for (const one of await listZoneEntries(deps.pool, scope)) if (one.kind === kind) console.log(line(one))
}

async function turnOff(deps: Deps, kind: ZoneEntryKind, where: Where): Promise<void> {
  const scope = await scopeOf(deps.db, where)
  const now = deps.now()
  const codes = await audited(deps, { action: 'end_zone_entries', detail: { kind, scope } }, (sql) =>
    endZoneEntries(sql, { scope, kind, now }),
  )
  await keepZoneEntries.run(deps, now)
  console.log(`已停用${codes.length}个责任区的${NAMES[kind]}。印出去的这种码已经失效，公示页的码不受影响。`)
}

async function nameGroup(deps: Deps, zoneCode: string, groupId: string): Promise<void> {
  mustBeSetUp(deps, 'wecom_group')
  await open(deps, { scope: { zoneCode }, kind: 'wecom_group', groupId })
  await keepZoneEntries.run(deps, deps.now())
  for (const one of await listZoneEntries(deps.pool, { zoneCode }))
    if (one.kind === 'wecom_group') console.log(line(one))
}

async function open(
  deps: Deps,
  wanted: { scope: EntryScope; kind: ZoneEntryKind; groupId: string | null },
): Promise<void> {
  const today = todayOf(deps)
  const codes = await audited(deps, { action: 'open_zone_entries', detail: wanted }, (sql) =>
    openZoneEntries(sql, { ...wanted, today }),
  )
  if (codes.length === 0) throw new UserError('这里没有责任区')
}

/** Done, and noted who did it. */
function audited<T>(
  { pool, now, rootOrganisationId: organisationId }: Deps,
  { action, detail }: { action: string; detail: unknown },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (sql) => {
    const done = await work(sql)
    const deed = { organisationId, at: now(), actor: 'cli', action, subject: 'zone-entries' }
    await auditDecisions(sql, [{ ...deed, detailHash: detailHash(detail) }])
    return done
  })
}

function mustBeSetUp({ ways, service }: Deps, kind: ZoneEntryKind): void {
  if (kind === 'kf' && service === null) {
    throw new UserError('还没有配置微信客服，请设置 WECOM_KF_OPEN_KFID 和 WECOM_KF_SECRET')
  }
  if ((kind === 'wecom_contact' || kind === 'wecom_group') && ways === null) {
    throw new UserError('还没有配置企业微信，请设置 WECOM_CORP_ID 等')
  }
}

function line({ zoneCode, zone, kind, url, accounts, memberCount, failure }: ListedEntry): string {
  const behind = accounts.length > 0 ? accounts.join('、') : memberCount === null ? '' : `${memberCount}人`
  const state = failure === null ? (url === null ? '等待生成' : '正常') : (REASONS[failure] ?? `没有成：${failure}`)
  return [zoneCode, zone, NAMES[kind], url ?? '', behind, state].join('\t')
}
