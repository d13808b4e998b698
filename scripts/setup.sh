#!/usr/bin/env bash
# Makes .venv ready:
#   scripts/setup.sh product    what the product runs with
#   scripts/setup.sh dev        also what tests and checks need, and Chromium
#   scripts/setup.sh minimal    .venv-minimal, with numpy and scipy only
# Each step leaves a stamp in the venv, so a second run does nothing and needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv

say() { printf '%s\n' "$*" >&2; }

sha() { { sha256sum "$@" 2>/dev/null || shasum -a 256 "$@"; } | cut -c 1-16; }

# ---- the system's packages -----------------------------------------------------------------------

# apt_install WHY PACKAGE... installs as root; otherwise says the one line to run and fails.
apt_install() {
    local why=$1 log
    shift
    if ! command -v apt-get >/dev/null; then
        say "$why. Install the equivalent of these Debian packages: $*"
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        say "$why. To install it: sudo apt-get install -y $*"
        return 1
    fi
    say "Installing $* ..."
    log=$(mktemp)
    if { apt_update && apt_quiet install "$@"; } >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 3 "$log" >&2
        rm -f "$log"
        say "$why, and installing it failed. Try: apt-get update && apt-get install -y $*"
        return 1
    fi
}

apt_quiet() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

apt_update() {
    [ -z "${apt_updated:-}" ] || return 0
    apt_quiet update && apt_updated=yes
}

missing_libraries() {
    "$VENV/bin/python" - <<'EOF_PYTHON'
import ctypes

LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
for package, library in LIBRARIES.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
EOF_PYTHON
    if ! command -v fc-list >/dev/null; then
        echo fontconfig
    elif [ -z "$(fc-list 2>/dev/null | head -n 1)" ]; then
        echo fonts-dejavu-core
    fi
}

# Pango draws the PDF. Without it everything else still works, so this never fails.
ensure_pango() {
    local missing
    if [ "$(uname -s)" = Darwin ]; then
        "$VENV/bin/python" -c "import weasyprint" 2>/dev/null || say "No PDF without Pango. To install it: brew install pango"
        return 0
    fi
    [ ! -e "$VENV/.stamp-system" ] || return 0
    missing=$(missing_libraries | tr '\n' ' ')
    if [ -n "$missing" ]; then
        ensure_once system "No PDF without Pango and fonts" $missing || return 0
    fi
    touch "$VENV/.stamp-system"
}

ensure_chromium() {
    local name
    for name in "${PAIRBOND_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -z "$name" ] || ! command -v "$name" >/dev/null || return 0
    done
    ensure_once chromium "Browser tests are skipped without Chromium" chromium || true
}

# ensure_once NAME WHY PACKAGE... tries one installation per venv, then only repeats the advice.
ensure_once() {
    local stamp="$VENV/.tried-$1"
    shift
    if [ -e "$stamp" ]; then
        say "$1. To install it: apt-get install -y ${*:2}"
        return 1
    fi
    if [ "$(id -u)" = 0 ]; then touch "$stamp"; fi
    apt_install "$@"
}

# ---- Python --------------------------------------------------------------------------------------

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

can_make_venv() { "$1" -c "import ensurepip, venv" 2>/dev/null; }

ensure_venv() {
    local python
    if "$1/bin/python" -c "import pip" 2>/dev/null; then return 0; fi
    python=$(find_python) || {
        apt_install "Pairbond needs Python 3.11 or later" python3 python3-venv
        python=$(find_python) || { say "No Python 3.11 or later found. Set PYTHON to one."; exit 1; }
    }
    can_make_venv "$python" || apt_install "Python's venv module is missing" "$(venv_package "$python")"
    "$python" -m venv --clear "$1"
}

# Debian splits venv off: python3-venv for its default Python, python3.X-venv for another.
venv_package() {
    case $(basename "$1") in
        python3.*) echo "$(basename "$1")-venv" ;;
        *) echo python3-venv ;;
    esac
}

# The lock says everything, so a user's own constraints or target must not mix in.
pip_install() {
    local venv=$1 quiet=-qq
    shift
    if [ -t 1 ] && [ ! -e "$venv/.stamp-installed" ]; then quiet=; fi
    env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT PIP_CONSTRAINT=/dev/null PIP_USER=0 \
        "$venv/bin/python" -m pip install $quiet --disable-pip-version-check --no-input "$@"
}

# install_lock VENV NAME FILE installs a hashed lock once per content.
install_lock() {
    local venv=$1 file=$3 stamp
    stamp="$venv/.stamp-$2-$(sha "$file")"
    [ ! -e "$stamp" ] || return 0
    say "Installing $(grep -c '^[a-z].*==' "$file") packages into $venv (needed once) ..."
    pip_install "$venv" --require-hashes --only-binary :all: -r "$file"
    rm -f "$venv/.stamp-$2-"*
    touch "$stamp"
}

install_project() {
    local stamp
    stamp="$VENV/.stamp-project-$(sha pyproject.toml)"
    [ ! -e "$stamp" ] || [ ! -x "$VENV/bin/pairbond" ] || return 0
    pip_install "$VENV" --no-deps --no-build-isolation --no-index -e .
    rm -f "$VENV/.stamp-project-"*
    touch "$stamp" "$VENV/.stamp-installed"
}

# ---- what can be asked for -----------------------------------------------------------------------

setup_product() {
    ensure_venv "$VENV"
    install_lock "$VENV" product requirements/product.txt
    install_project
    ensure_pango
}

setup_dev() {
    setup_product
    install_lock "$VENV" dev requirements/dev.txt
    ensure_chromium
}

setup_minimal() {
    local lock=.venv-minimal/numpy-scipy.txt
    ensure_venv .venv-minimal
    awk '/^[a-z]/ { keep = /^(numpy|scipy)==/ } keep' requirements/product.txt >"$lock"
    install_lock .venv-minimal minimal "$lock"
}

case ${1:-} in
    product | dev | minimal) "setup_$1" ;;
    *)
        say "usage: scripts/setup.sh product|dev|minimal"
        exit 2
        ;;
esac
