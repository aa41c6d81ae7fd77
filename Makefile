# The two commands of edgesim: `make run` and `make test`. Each installs what is missing.

packages := libevent-dev libssl-dev libmaxminddb-dev libyaml-dev zlib1g-dev libbrotli-dev libzstd-dev pkg-config bind9-dnsutils bind9-utils ldnsutils \
  knot-dnsutils openssl curl
# What tests transfer zones from and to, and whose verdict on zone files they compare.
test_packages := nsd knot knot-dnssecutils nghttp2-client goaccess
bench_packages := dnsperf nsd gdnsd knot knot-module-geoip pdns-server pdns-backend-bind pdns-backend-geoip \
  nginx-light varnish trafficserver wrk nghttp2-client gcc libc6-dev procps
packages += libnghttp2-dev
# sudo only where there is need of it.
sudo := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: run test build check format fuzz swarm differential bench-dns bench-dns-policies bench-edge bench-memory bench-store bench-replay bench-day bench-slurm bench-packages packages clean

## Build, start the example lab on loopback, and say what to try.
run: build
	@exec .build/release/edgesim serve

## Every test, unit and end to end.
test: packages
	@$(call install,$(test_packages))
	swift test

build: packages
	swift build -c release --product edgesim

## What CI checks beside the tests.
check:
	swift format lint --strict --recursive Package.swift Sources Tests

format:
	swift format --in-place --recursive Package.swift Sources Tests

## Every reader of outside bytes over its corpus and mutations of it. INPUTS=, SEED=: the same ones find the same.
fuzz: packages
	Tests/Fuzz/run $(or $(INPUTS),100000) $(or $(SEED),1)

## Drills drawn at random, in which nothing may break that must always hold; what breaks it is made small. COUNT=, SEED= (the first).
swarm: build
	.build/release/edgesim drill --swarm $(or $(COUNT),1000) --seed $(or $(SEED),1)

## The same generated zones served by edgesim, NSD, Knot and BIND: what differs. SEED=, ZONES=, SIGNED=nsec|nsec3|optout|ldns
differential: build
	@$(call install,nsd knot bind9 bind9-utils ldnsutils)
	Tests/Differential/run --seed $(or $(SEED),1) --zones $(or $(ZONES),100) $(if $(SIGNED),--signed $(SIGNED))

## edgesim beside gdnsd, NSD and Knot (BENCH="--sizes 100 --mix mixed"), and beside nginx: as ratios.
bench-dns: build bench-packages
	bench/dns/run $(BENCH)

## Routing policies beside those of gdnsd, PowerDNS and Knot (BENCH="--packet-cache", "--health-checks 10000").
bench-dns-policies: build bench-packages
	bench/dns-policies/run $(BENCH)

## Replays beside libCacheSim, in a Python that has the package libcachesim (BENCH="--trace FILE.oracleGeneral.zst").
bench-replay: build
	bench/replay/run $(BENCH)

## A day of a web server through a live edge, and its log through the core alone: equal, or it fails (BENCH="--capacity 64MiB").
bench-day: build
	bench/day/run $(BENCH)

bench-edge: build bench-packages
	bench/edge/run

## What idle and slow clients, large bodies and a herd cost.
bench-memory: build
	bench/memory/run

## What an object in the store costs beside its octets, and a look-up among a million.
bench-store:
	bench/store/run

## A sweep of a drill as an array of jobs on a real Slurm of one node (BENCH="DRILL --vary ...").
bench-slurm: build
	@$(call install,slurm-wlm munge)
	bench/slurm/run $(BENCH)

packages:
	@$(call install,$(packages))

bench-packages:
	@$(call install,$(bench_packages))

clean:
	swift package clean

define install
set -e; missing=; for name in $(1); do \
  dpkg-query -W -f='$${Status}' $$name 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$name"; \
done; \
if [ -n "$$missing" ]; then \
  echo "installing:$$missing"; \
  $(sudo) apt-get update -qq; \
  DEBIAN_FRONTEND=noninteractive $(sudo) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef
