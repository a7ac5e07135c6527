import { describe, expect, test } from 'vitest'
import { understand } from '../../src/understanding/read.ts'

/** Building, unit, floor and room of each record, with dots for what is not told. */
function placesOf(text: string): string[] {
  const { records } = understand({ text, sentAt: new Date('2026-11-18T20:00:00+08:00'), role: 'member' })
  return records.map(({ place }) =>
    [place?.building, place?.unit, place?.floor, place?.room].map((n) => n ?? '.').join(' '),
  )
}

/** When each record of a message happened; sent on Wednesday 18 November 2026 at 20:00. */
function timesOf(text: string): (string | null)[] {
  const { records } = understand({ text, sentAt: new Date('2026-11-18T20:00:00+08:00'), role: 'member' })
  return records.map(({ occurredAt }) => occurredAt && [occurredAt.date, occurredAt.time].filter(Boolean).join(' '))
}

describe('the time of a record', () => {
  test.each([
    ['昨晚风大，巡到6号楼时，发现井盖破了', ['2026-11-17', '2026-11-17']],
    ['今天办了两件事，走访了独居的王奶奶', ['2026-11-18']],
    ['棋牌室里有人赌钱，昨晚九点我亲眼看见的', ['2026-11-17 21:00']],
  ])('is told in a clause that tells nothing else: %s', (text, expected) => {
    expect(timesOf(text)).toEqual(expected)
  })

  test.each([
    ['昨晚八点夜巡，发现3号楼井盖破了', ['2026-11-17 20:00', '2026-11-17 20:00']],
    ['上午九点开了党员大会，散会后看望了独居的王奶奶', ['2026-11-18 09:00', '2026-11-18']],
  ])('is taken over from the record before, with the hour only from a round: %s', (text, expected) => {
    expect(timesOf(text)).toEqual(expected)
  })

  test.each([
    ['昨天3号楼路灯灭了；另外5号楼的门锁坏了', ['2026-11-17', null]],
    ['3号楼电梯坏了三天了，5号楼的路灯不亮', ['2026-11-15', null]],
  ])('is not taken over by another item, nor where it was counted back: %s', (text, expected) => {
    expect(timesOf(text)).toEqual(expected)
  })

  test('is now where somebody is in danger now', () => {
    expect(timesOf('老人倒在3号楼门口，现在怎么叫都没反应')).toEqual(['2026-11-18'])
  })

  test('is when a fault was found on a round, not when it was put right', () => {
    expect(timesOf('前天巡查发现3号楼路灯不亮，昨天电工修好了')).toEqual(['2026-11-16', '2026-11-16'])
  })
})

describe('the place of a record', () => {
  test.each([
    ['天花板掉墙皮，暖气也不热，另外外边的路灯坏了，5-2-301', '5 2 . 301'],
    ['楼道的灯坏了，电梯也停了，10栋', '10 . . .'],
  ])('is for every matter what stands alone at the end: %s', (text, place) => {
    const places = placesOf(text)
    expect(new Set(places)).toEqual(new Set([place]))
  })

  test('is of what was found, not of the round, where it is told with the finding', () => {
    expect(placesOf('巡查时发现19号楼井盖破了')).toEqual(['. . . .', '19 . . .'])
  })

  test.each([['3号楼电梯坏了。路灯也不亮', ['3 . . .', '. . . .']]])(
    'is taken over by no other sentence: %s',
    (text, places) => {
      expect(placesOf(text)).toEqual(places)
    },
  )
})
