/** Every call is answered with HTTP 200; `errcode` tells what became of it [D 90236]. */
export type Answer = Readonly<Record<string, unknown>> & { errcode: number; errmsg: string }

export function ok(fields: Record<string, unknown> = {}): Answer {
  return { errcode: 0, errmsg: 'ok', ...fields }
}

/** In the words of the platform, with the hint by which its staff finds the call [seen in dumps]. */
export function failed(errcode: number, meaning = 'fake failure'): Answer {
  const errmsg = `${meaning}, hint: [1653710540075724015410106], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`
  return { errcode, errmsg }
}
