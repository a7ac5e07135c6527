/** Loaded before the product (`--import`): its clock is wrong by as many milliseconds as the file `WRONG_CLOCK` says. */
import { readFileSync } from 'node:fs'

const LOOK_MS = 20
const file = process.env.WRONG_CLOCK ?? ''
const { now } = Date
let offMs = 0

const look = () => {
  offMs = Number(readFileSync(file, 'utf8'))
}
look()
setInterval(look, LOOK_MS).unref()

/** As the right one in everything but what time it is, so that dates of either are dates of both. */
globalThis.Date = new Proxy(Date, {
  construct: (right, values, made) => Reflect.construct(right, values.length > 0 ? values : [now() + offMs], made),
  get: (right, key, receiver) => (key === 'now' ? () => now() + offMs : Reflect.get(right, key, receiver)),
})
