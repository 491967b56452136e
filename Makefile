# Thin: each target is a script of bin/, which says at its top what it does.

.DEFAULT_GOAL := help
.PHONY: help run test bench format sanitize fuzz clean

help:      ## this list
	@sed -nE 's/^([a-z]+): +## (.*)/  make \1\t\2/p' Makefile | expand -t 18

run:       ## install what is missing, build, make the demo company, serve on http://127.0.0.1:8080
	@bin/run

test:      ## install what tests need and run everything, on SQLite and PostgreSQL
	@bin/test

bench:     ## measure at full size beside the engines' own limits; writes docs/benchmarks.md
	@bin/bench

format:    ## format the Swift sources
	@bin/format

sanitize:  ## the kernel tier's tests under the thread and the address sanitizer
	@bin/sanitize

fuzz:      ## feed the parsers with mutated input, ten minutes each (ENISHI_FUZZ_SECONDS)
	@bin/fuzz

clean:     ## remove what was built; data stays
	rm -rf .build .build-* .venv
