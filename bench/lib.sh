# What the benchmarks share: a scratch directory, servers pinned to one processor, their CPU time, and medians.
# Sourced by the scripts beside it; needs bash, awk and Linux's /proc.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
edgesim=$root/.build/release/edgesim
scratch=$(mktemp -d)
servers=()
cleanup() {
  for pid in "${servers[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

[ -x "$edgesim" ] || { echo "build first: make build" >&2; exit 2; }
for tool in "${tools[@]}"; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: make bench-packages" >&2; exit 2; }
done

# The server has one processor, the load the others: on two processors, one each.
server_cpu=0
load_cpus=$([ "$(nproc)" -gt 1 ] && echo "1-$(($(nproc) - 1))" || echo 0)
# Starts a server in the background, its output in a log; its process id is in $started.
start() { # log command...
  local log=$1
  shift
  taskset -c "$server_cpu" "$@" >"$log" 2>&1 </dev/null &
  started=$!
  servers+=("$started")
}
stop() { # process id
  kill "$1"
  wait "$1" 2>/dev/null || true
}
on_load_cpus() { taskset -c "$load_cpus" "$@"; }

# A process and its descendants, and the CPU time that they have used.
tree() {
  echo "$1"
  local child
  for child in $(pgrep -P "$1"); do tree "$child"; done
}
# A thread may end while it is looked at (those of PowerDNS that check health do).
cpu_nanoseconds() { for p in $(tree "$1"); do cat /proc/"$p"/task/*/schedstat 2>/dev/null || true; done | awk '{ s += $1 } END { printf "%.0f\n", s }'; }

# Clock ticks that a process and all its descendants have used, user and system.
cpu_ticks() {
  local pids=$1 next=$1 total=0 pid
  while next=$(pgrep -d, -P "$next" 2>/dev/null) && [ -n "$next" ]; do pids=$pids,$next; done
  for pid in ${pids//,/ }; do
    [ -r "/proc/$pid/stat" ] || continue
    total=$((total + $(sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }')))
  done
  echo "$total"
}
ticks_per_second=$(getconf CLK_TCK)

# Waits until a command succeeds, ten seconds at most.
await() {
  local tries=200
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { echo "gave up on: $*" >&2; exit 1; }
    sleep 0.05
  done
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
