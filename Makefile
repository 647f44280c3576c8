# `make demo` is the whole road: libraries, build, one character's clip and sheet.

SWIFT ?= swift
PYTHON ?= python3
# Undeclared imports between rooms are errors.
FLAGS := --explicit-target-dependency-import-check error
MIEN := .build/release/mien

.PHONY: all deps test-deps build build-series demo test test-postgres test-series test-training \
  check-exports-blender lint format clean

all: build

deps:
	@scripts/install-dependencies

test-deps:
	@scripts/install-dependencies --tests

build: deps
	$(SWIFT) build -c release --product mien $(FLAGS)

demo: build
	@mkdir -p demo
	@rm -f demo/lin-yue.*
	$(MIEN) render Characters/lin-yue.yaml --reel demo -o demo/lin-yue.mp4
	$(MIEN) sheet Characters/lin-yue.yaml -o demo/lin-yue.png
	@echo "the clip:  $(CURDIR)/demo/lin-yue.mp4"
	@echo "the sheet: $(CURDIR)/demo/lin-yue.png"

# With stores on a PostgreSQL server where libpq is installed; `make build` needs neither.
TRAITS = $(shell pkg-config --exists libpq 2>/dev/null && echo --traits Postgres)

test: test-deps
	$(SWIFT) build --build-tests $(TRAITS) $(FLAGS)
	scripts/with-postgres $(SWIFT) test --skip-build $(TRAITS)
	@scripts/check-exports
	@$(MAKE) --no-print-directory test-series
	@$(MAKE) --no-print-directory test-training

# The store's tests alone, beside a server.
test-postgres: test-deps
	scripts/with-postgres $(SWIFT) test --traits Postgres --filter IdentitiesTests \
	  --filter ServerKeeperTests

# The exports read back by Blender, too, where it is installed.
check-exports-blender:
	$(SWIFT) build --product mien $(FLAGS)
	@scripts/check-exports --blender

# A series from end to end with the release build: locked, filmed, verified, tampered with.
build-series: build
	$(SWIFT) build -c release --product EpisodeTamper $(FLAGS)

test-series: build-series
	scripts/check-series

# Training is checked where its requirements are installed; the product needs none of them.
test-training:
	@if $(PYTHON) -c 'import numpy, pytest, safetensors, torch' 2>/dev/null; then \
	  cd Training && $(PYTHON) -m pytest -q tests; \
	else \
	  echo "Training: not checked; $(PYTHON) lacks pytest or what Training/requirements.txt names"; \
	fi

lint:
	$(SWIFT) format lint --strict -r Sources Tests

format:
	$(SWIFT) format -i -r Sources Tests

clean:
	rm -rf .build demo
