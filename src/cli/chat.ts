import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Card } from '../channels/channel.ts'
import { loadConfig } from '../config.ts'
import { SetupError, UserError } from '../errors.ts'
import type { ChatLine } from '../http/chat/lines.ts'
import type { PlayablePerson } from '../store/local-people.ts'
import { type ChatClient, openChatClient } from './chat-client.ts'
import { cardAnswers, printedLine, printedPeople } from './chat-print.ts'

const HELP = '直接写字就发出去；按卡片上的数字或字选按钮。/who 有谁  /photo 文件  /place 纬度,经度  /scan X1  /quit'
/** Of what was said before, this much is shown again. */
const SHOWN_BEFORE = 6
/** From a pipe the next line is sent when the answers to the last one have come: quiet for this long, or given up. */
const QUIET_MS = 700
const GIVE_UP_MS = 8_000

interface ChatOptions {
  as?: string
  url?: string
  link?: string
}

/** `chat --as NAME`: play a person in the terminal, over the same endpoints as the browser. */
export function registerChat(program: Command): void {
  program
    .command('chat')
    .description('在终端里扮演一个人，和运行中的服务对话')
    .option('--as <谁>', '姓名或账号')
    .option('--url <网址>', '服务的网址；不写就按 PUBLIC_URL、HOST、PORT')
    .option('--link <网址>', '登录链接，聊天窗口要求登录时用')
    .action(async ({ as, url, link }: ChatOptions) => {
      const client = await openChatClient(url ?? loadConfig().publicUrl, link ?? null)
      await play(client, chosen(client.people, as))
    })
}

function chosen(people: readonly PlayablePerson[], who: string | undefined): PlayablePerson {
  const wanted = who?.trim().toLowerCase()
  const found = people.filter(({ account, name }) => account === wanted || name.toLowerCase() === wanted)
  const [person] = found
  if (person && found.length === 1) return person
  const fault = !wanted ? '请用 --as 写明是谁' : found.length > 1 ? `叫${who}的不止一位，请写账号` : `没有叫${who}的人`
  throw new SetupError(`${fault}。可以选：${people.map(({ name, account }) => `${name}（${account}）`).join('、')}`)
}

async function play(client: ChatClient, person: PlayablePerson): Promise<void> {
  const fromPipe = !process.stdin.isTTY
  const view = new TerminalView({ echo: fromPipe })
  const live = client.follow(person.account, {
    lines: (lines) => view.show(lines),
    connected: (connected) => connected || console.log('（连接断了，正在重连）'),
  })
  await view.opened
  console.log(`您现在是 ${person.name}。${HELP}`)
  for await (const line of createInterface({ input: process.stdin, terminal: false })) {
    if (line.trim() === '/quit') break
    const sentAt = performance.now()
    if ((await enter({ client, person, view }, line.trim())) && fromPipe) await answered(view, sentAt)
  }
  live.close()
}

/** The lines of one person as a terminal shows them, and the card that can be answered. */
class TerminalView {
  readonly opened: Promise<void>
  openCard: Card | null = null
  heardAt = 0
  /** What was typed here stands there already, unless it came from a pipe. */
  readonly #echo: boolean
  readonly #typedHere = new Set<string>()
  #first = true
  #open: () => void = () => undefined

  constructor({ echo }: { echo: boolean }) {
    this.#echo = echo
    this.opened = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  /** The id under which something typed here is sent. */
  newId(): string {
    const id = randomUUID()
    this.#typedHere.add(id)
    return id
  }

  show(lines: readonly ChatLine[]): void {
    const from = this.#first ? lines.length - SHOWN_BEFORE : 0
    for (const [index, line] of lines.entries()) {
      this.#notice(line)
      const standsThere = !this.#echo && line.clientId !== null && this.#typedHere.has(line.clientId)
      if (index >= from && !standsThere) console.log(printedLine(line))
    }
    this.#first = false
    this.#open()
  }

  #notice({ direction, content }: ChatLine): void {
    if (direction === 'out') this.heardAt = performance.now()
    const changed = content.type === 'card_update' && content.card.taskId === this.openCard?.taskId
    if (content.type === 'card' || (content.type === 'card_update' && changed)) this.openCard = content.card
  }
}

interface Terminal {
  client: ChatClient
  person: PlayablePerson
  view: TerminalView
}

/** Carry out a typed line. Resolves to whether something was sent that may be answered. */
async function enter(terminal: Terminal, line: string): Promise<boolean> {
  if (line === '') return false
  const [, command, argument = ''] = /^\/(who|help|photo|place|scan)\b\s*(.*)$/.exec(line) ?? []
  try {
    if (command === 'who') console.log(printedPeople(terminal.client.people))
    else if (command === 'help') console.log(HELP)
    else return await send(terminal, { line, command, argument })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    console.log(error.message)
  }
  return false
}

async function send(
  { client, person, view }: Terminal,
  { line, command, argument }: { line: string; command: string | undefined; argument: string },
): Promise<true> {
  const common = { as: person.account, clientId: view.newId() }
  const tap = command || !view.openCard ? null : answerOn(view.openCard, line)
  if (command === 'photo') await client.post('/chat/photos', await photoForm(common, argument))
  else if (command === 'place') await client.post('/chat/messages', { ...common, location: coordinates(argument) })
  else if (command === 'scan') await client.post('/chat/scans', { ...common, zone: argument })
  else if (tap) await client.post('/chat/taps', { ...common, ...tap })
  else await client.post('/chat/messages', { ...common, text: line })
  return true
}

/** Resolves when the answers to what was just sent have come, or none will. */
async function answered(view: TerminalView, sentAt: number): Promise<void> {
  const quiet = () => view.heardAt > sentAt && performance.now() - view.heardAt > QUIET_MS
  while (!quiet() && performance.now() - sentAt < GIVE_UP_MS) await sleep(50)
}

/** The tap that a typed answer means: a button's words, or numbers of options and a button. `null`: it is a message. */
function answerOn(card: Card, typed: string): { taskId: string; action: string; selected: object } | null {
  const { options, buttons } = cardAnswers(card)
  const labelled = buttons.find(({ label }) => label === typed)
  if (labelled) return { taskId: card.taskId, action: labelled.action, selected: {} }
  if (!/^\d{1,2}([\s,，、]+\d{1,2})*$/.test(typed)) return null
  const numbers = typed.split(/[\s,，、]+/).map(Number)
  if (numbers.some((number) => number < 1 || number > options.length + buttons.length)) return null
  const ticked = options.filter((_, index) => numbers.includes(index + 1)).map(({ id }) => id)
  const button = buttons.find((_, index) => numbers.includes(options.length + index + 1)) ?? buttons[0]
  if (!button) return null
  const selected = card.choices ? { [card.choices.question]: ticked } : {}
  return { taskId: card.taskId, action: button.action, selected }
}

function coordinates(typed: string): { latitude: number; longitude: number } {
  const [latitude = Number.NaN, longitude = Number.NaN] = typed.split(/[\s,，]+/).map(Number)
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw new UserError('请写成 /place 30.2741,120.1551')
  return { latitude, longitude }
}

async function photoForm({ as, clientId }: { as: string; clientId: string }, file: string): Promise<FormData> {
  const bytes = await readFile(file).catch(() => {
    throw new UserError(`读不到文件 ${file}`)
  })
  const form = new FormData()
  form.append('as', as)
  form.append('clientId', clientId)
  form.append('photo', new Blob([Uint8Array.from(bytes)]), path.basename(file))
  return form
}
