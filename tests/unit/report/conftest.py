import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pairbond.findings.model import Report

SAMPLE = Path(__file__).with_name("sample_report.py")


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pairbond_sample_report", SAMPLE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def joint(sample: ModuleType) -> Report:
    return sample.joint_report()


@pytest.fixture(scope="session")
def solo(sample: ModuleType) -> Report:
    return sample.solo_report()


@pytest.fixture(scope="session")
def hostile(sample: ModuleType) -> Report:
    return sample.joint_report("<script>alert(1)</script>", "\"& Ωmega\x07 'Ж' <b>\x1b[31m")
