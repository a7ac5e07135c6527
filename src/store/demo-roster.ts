/** The people and places of the demo, all made up. Rows as an imported roster has them. */
import type { Area, RosterRow } from '../domain/roster.ts'
import type { Role, ZoneKind } from '../domain/vocabulary.ts'

/** Name of the organisation under the root that all demo data hang on. */
const DEMO_ORGANISATION = '演示'
export const DEMO_PATH = `/${DEMO_ORGANISATION}`

const COMMUNITY = '幸福里社区党支部'
const SCHOOL = '幸福里学校党支部'
const HOSPITAL = '幸福里医院党支部'

/** `3号楼=红砖楼`: the building and how people call it. A building number stands in one zone only. */
const ZONES: Readonly<Record<string, { name: string; kind: ZoneKind; households?: number; areas: string[] }>> = {
  X1: { name: '南院责任区', kind: 'community', households: 144, areas: ['1号楼', '2号楼', '南门=正门'] },
  X2: {
    name: '红砖楼责任区',
    kind: 'community',
    households: 96,
    areas: ['3号楼=红砖楼', '4号楼', '健身角=健身器材区'],
  },
  X3: { name: '东院责任区', kind: 'community', households: 120, areas: ['5号楼', '6号楼', '东门', '快递柜'] },
  X4: { name: '高层责任区', kind: 'community', households: 288, areas: ['7号楼=高层', '8号楼', '地下车库=地库'] },
  X5: { name: '广场责任区', kind: 'community', areas: ['幸福广场=小广场', '菜市场=农贸市场', '文化活动室=活动中心'] },
  X6: { name: '北门责任区', kind: 'community', areas: ['北门=后门', '卫生服务站', '停车场', '梧桐路'] },
  X7: { name: '七年级组', kind: 'school', areas: ['七年级办公室', '七年级教室', '操场'] },
  X8: { name: '八年级组', kind: 'school', areas: ['八年级办公室', '八年级教室', '食堂'] },
  X9: { name: '内科病区', kind: 'hospital', areas: ['内科护士站', '内科病房', '门诊大厅'] },
  X10: { name: '外科病区', kind: 'hospital', areas: ['外科护士站', '外科病房', '药房'] },
}

interface DemoPerson {
  name: string
  account: string
  branch: string
  role: Role
  zone: keyof typeof ZONES
  backup?: true
}

const PEOPLE: readonly DemoPerson[] = [
  { name: '周建国', account: 'zhoujianguo', branch: COMMUNITY, role: 'branch_secretary', zone: 'X6' },
  { name: '李桂芳', account: 'liguifang', branch: COMMUNITY, role: 'deputy_secretary', zone: 'X5' },
  { name: '陈志强', account: 'chenzhiqiang', branch: COMMUNITY, role: 'zone_member', zone: 'X1' },
  { name: '王秀兰', account: 'wangxiulan', branch: COMMUNITY, role: 'zone_member', zone: 'X2' },
  { name: '赵德明', account: 'zhaodeming', branch: COMMUNITY, role: 'zone_member', zone: 'X3' },
  { name: '刘红梅', account: 'liuhongmei', branch: COMMUNITY, role: 'zone_member', zone: 'X4' },
  { name: '孙国华', account: 'sunguohua', branch: COMMUNITY, role: 'zone_member', zone: 'X2', backup: true },
  { name: '吴晓燕', account: 'wuxiaoyan', branch: COMMUNITY, role: 'guest_member', zone: 'X1', backup: true },
  { name: '郑小军', account: 'zhengxiaojun', branch: COMMUNITY, role: 'helper', zone: 'X3' },
  { name: '林静', account: 'linjing', branch: SCHOOL, role: 'branch_secretary', zone: 'X7' },
  { name: '黄伟', account: 'huangwei', branch: SCHOOL, role: 'zone_member', zone: 'X8' },
  { name: '何敏', account: 'hemin', branch: HOSPITAL, role: 'branch_secretary', zone: 'X9' },
  { name: '罗丹', account: 'luodan', branch: HOSPITAL, role: 'zone_member', zone: 'X10' },
]

/** Residents have no row in a roster: an account, what they call themselves, and the zone whose QR code they scanned. */
export const DEMO_RESIDENTS = [
  { account: 'jumin-wangdama', name: '王大妈', zone: 'X2' },
  { account: 'jumin-xiaozhang', name: '小张', zone: 'X4' },
  { account: 'jumin-laoli', name: '老李', zone: 'X5' },
  { account: 'jumin-jiazhang', name: '学生家长', zone: 'X7' },
  { account: 'jumin-huanzhe', name: '患者家属', zone: 'X9' },
] as const

/** The roster of the three demo branches. */
export function demoRosterRows(): RosterRow[] {
  return PEOPLE.map((person, i) => {
    const zone = ZONES[person.zone]
    return {
      row: i + 2,
      organisation: [DEMO_ORGANISATION],
      branch: person.branch,
      zone: zone
        ? {
            ...{ code: person.zone, name: zone.name, kind: zone.kind, areas: zone.areas.flatMap(areasOf) },
            householdCount: zone.households ?? null,
          }
        : null,
      person: {
        name: person.name,
        phone: null,
        accounts: [{ channel: 'local', id: person.account }],
        role: person.role,
        backup: person.backup ?? false,
      },
    }
  })
}

function areasOf(names: string): Area[] {
  const building = /^(\d+)号楼/u.exec(names)?.[1] ?? null
  return names.split('=').map((text) => ({ text, building, unit: null }))
}
