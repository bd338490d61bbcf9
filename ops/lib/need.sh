# Sourced by the scripts beside it: installs what is missing, saying so. Debian and Ubuntu; as root or through sudo.

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "missing packages: run as root, or install them yourself: $*"; fi
}

apt_updated=
# need_package PACKAGE TEST...: installs PACKAGE unless the test command succeeds
need_package() {
  local package=$1; shift
  "$@" >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null || die "$package is missing and this is no Debian or Ubuntu; install it and try again"
  say "installing the package $package"
  if [ -z "$apt_updated" ]; then as_root apt-get update -qq; apt_updated=1; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
}

need_build_tools() {
  command -v cargo >/dev/null || { [ -x "$HOME/.cargo/bin/cargo" ] && PATH="$HOME/.cargo/bin:$PATH"; } || die "Rust is missing: install it with rustup, then try again"
  command -v node >/dev/null || die "Node.js 20 or newer is missing: install it, then try again"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || die "Node.js 20 or newer is needed, found $(node --version)"
  need_package gcc command -v cc
  need_package libc6-dev test -e /usr/include/stdio.h
  need_package make command -v make
  need_package cmake command -v cmake
  need_package perl command -v perl
}

has_postgres() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
has_cjk_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }

# Builds web/dist unless it is newer than every source.
build_web() {
  local root=$1 stamp=$1/web/dist/.built
  if [ ! -e "$root/web/node_modules/.package-lock.json" ] || [ "$root/web/package-lock.json" -nt "$root/web/node_modules/.package-lock.json" ]; then
    say "installing the web part's packages"
    (cd "$root/web" && npm ci --no-fund --no-audit --loglevel=error)
  fi
  if [ -e "$stamp" ] && [ -z "$(find "$root/web" -path "$root/web/node_modules" -prune -o -path "$root/web/dist" -prune -o -type f -newer "$stamp" -print -quit)" ]; then return; fi
  say "building the web pages and the widget"
  (cd "$root/web" && npm run --silent build)
  touch "$stamp"
}
