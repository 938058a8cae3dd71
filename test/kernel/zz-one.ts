import { readFileSync } from 'node:fs'
import { DEVICES } from './places.ts'
import { createPlayground } from './playground.ts'

const pg = await createPlayground(77)
try {
  const printed = await pg.load({ loads: { nft: readFileSync(process.argv[2], 'utf8') }, deterministic: true })
  if ('refused' in printed) console.log(printed.refused)
  for (let i = 0; i < 3; i++) {
    const knocks = DEVICES.flatMap((d) => [
      {
        family: 4,
        source: '203.0.113.7',
        destination: '192.0.2.10',
        destinationPort: 22,
        device: d.name,
        bridgePort: d.bridgePort,
        sourceMac: '52:54:00:aa:00:01',
      },
      {
        family: 6,
        source: '2a00:1450::14',
        destination: 'fd00:4::10',
        destinationPort: 22,
        device: d.name,
        bridgePort: d.bridgePort,
        sourceMac: '52:54:00:aa:00:01',
      },
    ])
    for (const s of await pg.knock(knocks as never, 200))
      console.log(s.knock.device, s.knock.family, s.sourcePort, JSON.stringify(s.seen))
  }
} finally {
  await pg.remove()
}
process.exit(0)
