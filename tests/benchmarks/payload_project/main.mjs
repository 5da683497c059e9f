// Fills the database from statements.json (--fill), or answers Payload's REST API at PORT.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

import { getPayload, handleEndpoints } from 'payload'

const { default: config } = await import('./config.mjs')
const payload = await getPayload({ config })

if (process.argv.includes('--fill')) {
  const { categories, statements } = JSON.parse(readFileSync('statements.json', 'utf8'))
  const ids = []
  for (const data of categories) {
    ids.push((await payload.create({ collection: 'categories', data })).id)
  }
  for (const statement of statements) {
    const data = { ...statement, categories: statement.categories.map((number) => ids[number]) }
    await payload.create({ collection: 'statements', data })
  }
  process.exit(0)
}

const server = createServer(async (incoming, outgoing) => {
  const address = `http://${incoming.headers.host}${incoming.url}`
  const answer = await handleEndpoints({ config, request: new Request(address) })
  const body = Buffer.from(await answer.arrayBuffer())
  const headers = { ...Object.fromEntries(answer.headers), 'content-length': body.length }
  outgoing.writeHead(answer.status, headers).end(body)
})
server.listen(Number(process.env.PORT), '127.0.0.1')
