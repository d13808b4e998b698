"""Reading a WhatsApp export of 200,000 messages (about 15 MB), four layouts, seed 1.

Each contender runs in a fresh process that has done its imports; the time is of reading alone, the
memory the growth of the process's largest size since the imports. Peers are optional: whatstk
(`pip install whatstk`, in the interpreter PAIRBOND_PEER_PYTHON) and whatsapp-chat-parser
(`npm install`, in the folder PAIRBOND_PEER_NODE). PAIRBOND_CHAT_FILES may name a folder of other
exports (`*.txt`). Budget: ours <= 0.35 s and <= 150 MB, every message, on an otherwise idle machine.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.unit.messages.exports import couple, whatsapp

N = 200_000
LAYOUTS = ("en-GB Android", "en-US Android", "de iOS", "en-US iOS")
ROUNDS = 5
ROOT = Path(__file__).resolve().parents[1]

MEASURED = """
import json, resource, sys, time
{imports}
size = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = size()
began, used = time.perf_counter(), time.process_time()
found = {call}
took, used = time.perf_counter() - began, time.process_time() - used
print(json.dumps({{"seconds": took, "cpu": used, "megabytes": size() - before, "messages": {count}}}))
"""
OURS = MEASURED.format(
    imports="import numpy, polars; from pairbond.messages.read import read_chat; from pairbond.messages.formats import whatsapp_file",
    call="read_chat(sys.argv[1])",
    count="len(found)",
)
WHATSTK = MEASURED.format(
    imports="from whatstk import WhatsAppChat",
    call="WhatsAppChat.from_source(sys.argv[1])",
    count="len(found.df)",
)
NODE = """
const fs = require('fs'), parser = require('whatsapp-chat-parser');
const before = process.resourceUsage().maxRSS / 1024, began = process.hrtime.bigint(), cpu = process.cpuUsage();
const found = parser.parseString(fs.readFileSync(process.argv[2], 'utf8'));
const took = Number(process.hrtime.bigint() - began) / 1e9, used = process.cpuUsage(cpu);
console.log(JSON.stringify({seconds: took, cpu: (used.user + used.system) / 1e6,
  megabytes: process.resourceUsage().maxRSS / 1024 - before, messages: found.filter(m => m.author).length}));
"""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    given = os.environ.get("PAIRBOND_CHAT_FILES")
    if given:
        return sorted(Path(given).glob("*.txt"))
    folder = tmp_path_factory.mktemp("exports")
    sent = couple(N)
    paths = []
    for layout in LAYOUTS:
        path = folder / f"{layout}.txt"
        end = "\r\n" if layout.endswith("iOS") else "\n"
        path.write_text(whatsapp(sent, layout, end), encoding="utf-8", newline="")
        paths.append(path)
    return paths


def contender(name: str, folder: Path) -> list[str]:
    """Return the command that reads the file named after it; skip where a peer is not installed."""
    if name == "ours":
        return [sys.executable, "-c", OURS]
    if name == "whatstk":
        python = os.environ.get("PAIRBOND_PEER_PYTHON", sys.executable)
        if subprocess.run([python, "-c", "import whatstk"], capture_output=True, check=False).returncode:
            pytest.skip("whatstk is not installed; see PAIRBOND_PEER_PYTHON")
        return [python, "-c", WHATSTK]
    node, modules = shutil.which("node"), os.environ.get("PAIRBOND_PEER_NODE", "")
    if node is None or not (Path(modules) / "node_modules" / "whatsapp-chat-parser").is_dir():
        pytest.skip("whatsapp-chat-parser is not installed; see PAIRBOND_PEER_NODE")
    script = folder / "peer.cjs"
    script.write_text(NODE, encoding="utf-8")
    return [node, str(script)]


def read_once(command: list[str], path: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    modules = os.environ.get("PAIRBOND_PEER_NODE")
    if modules:
        environment["NODE_PATH"] = str(Path(modules) / "node_modules")
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    if done.returncode:
        return {"seconds": float("nan"), "cpu": float("nan"), "megabytes": float("nan"), "messages": 0}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", ["ours", "whatstk", "whatsapp-chat-parser"])
def test_reading_a_large_chat(
    benchmark: BenchmarkFixture, exports: list[Path], tmp_path: Path, name: str
) -> None:
    command = contender(name, tmp_path)
    rounds = ROUNDS if name == "ours" else 2
    for path in exports:
        runs = [read_once(command, path) for _ in range(rounds)]
        measured = {key: min(run[key] for run in runs) for key in ("seconds", "cpu", "megabytes")}
        measured["median"] = statistics.median(run["seconds"] for run in runs)
        measured["messages"] = runs[0]["messages"]
        benchmark.extra_info[path.stem] = measured
        print(name, path.stem, {key: round(value, 3) for key, value in measured.items()})
        if name == "ours":
            assert measured["messages"] == N or "PAIRBOND_CHAT_FILES" in os.environ
            assert measured["megabytes"] <= 150
    benchmark.pedantic(read_once, args=(command, exports[0]), rounds=1)
