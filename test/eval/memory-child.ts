/** Run by `memory.ts` in a process of its own: says how many bytes the engine takes, its dictionaries and model included. */

/** Bytes of the heap and beside it that are still needed. */
function usedBytes(): { heap: number; external: number } {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return { heap: heapUsed, external }
}

const before = usedBytes()
const { read } = await import('../../src/understanding/read.ts')
// What is made only when it is first needed counts too.
read({
  text: '昨晚八点3号楼2单元路燈壞咗,陽光小區冇人理',
  sentAt: new Date('2026-11-21T19:05:00+08:00'),
  role: 'resident',
})
const after = usedBytes()
process.send?.({ heap: after.heap - before.heap, external: after.external - before.external })
