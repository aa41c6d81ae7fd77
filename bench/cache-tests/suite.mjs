// Runs the tests of a checkout of http-tests/cache-tests against a base URL and prints what came out.
//   node suite.mjs CHECKOUT BASE_URL [ID...]
// With ids only those tests run, the exchange of each is printed.
import dns from 'node:dns'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const [checkout, base, ...ids] = process.argv.slice(2)
// Whatever the host of the base URL is called, it is this machine.
const lookup = dns.lookup
dns.lookup = (name, ...rest) => lookup('127.0.0.1', ...rest)

const load = file => import(pathToFileURL(path.resolve(checkout, file)))
const suites = (await load('tests/index.mjs')).default
const { runTests, getResults } = await load('test-engine/client/runner.mjs')
const { determineTestResult, resultTypes } = await load('test-engine/lib/results.mjs')

const chosen = suites.map(suite => ({
  ...suite,
  tests: suite.tests.filter(test => ids.length === 0 || ids.includes(test.id))
}))
if (ids.length > 0) chosen.forEach(suite => suite.tests.forEach(test => { test.dump = true }))
await runTests(chosen, false, base, Number(process.env.AT_ONCE || 60))

const results = getResults()
const symbol = new Map(Object.entries(resultTypes).map(([name, type]) => [type, name]))
const counts = { required: {}, optimal: {}, check: {} }
for (const suite of chosen) {
  for (const test of suite.tests) {
    if (results[test.id] === undefined) continue
    const kind = test.kind ?? 'required'
    const outcome = symbol.get(determineTestResult(suites, test.id, results, false))
    const word = outcome === 'pass' || outcome === 'yes' ? 'pass' : 'other'
    counts[kind].all = (counts[kind].all ?? 0) + 1
    counts[kind][word] = (counts[kind][word] ?? 0) + 1
    if (word !== 'pass' && (kind !== 'check' || process.env.CHECKS || ids.length > 0)) {
      console.log(`  ${kind.padEnd(8)} ${outcome.padEnd(13)} ${test.id}: ${results[test.id][1]}`)
    }
  }
}
for (const [kind, count] of Object.entries(counts)) {
  if (count.all) console.log(`${kind}: ${count.pass ?? 0} of ${count.all}`)
}
process.exit(0) // connections that are kept alive would keep the process, too
