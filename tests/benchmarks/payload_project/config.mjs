// Payload with the statements of the benchmark, on SQLite.
import { sqliteAdapter } from '@payloadcms/db-sqlite'
import { buildConfig } from 'payload'

const everyone = { read: () => true }

export default buildConfig({
  secret: 'benchmark',
  telemetry: false,
  collections: [
    {
      slug: 'categories',
      access: everyone,
      fields: [
        { name: 'name', type: 'text' },
        { name: 'slug', type: 'text' },
      ],
    },
    {
      slug: 'statements',
      access: everyone,
      fields: [
        { name: 'title', type: 'text' },
        { name: 'slug', type: 'text', index: true },
        { name: 'date', type: 'date', index: true },
        { name: 'summary', type: 'textarea' },
        { name: 'lead_image_alt', type: 'text' },
        { name: 'lead_image_caption', type: 'text' },
        { name: 'categories', type: 'relationship', relationTo: 'categories', hasMany: true },
        { name: 'body', type: 'json' },
      ],
    },
  ],
  db: sqliteAdapter({ client: { url: 'file:./payload.sqlite3' }, push: process.argv.includes('--fill') }),
})
