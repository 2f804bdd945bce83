"""Whatever the page sends, or whoever got it to: the service answers, and the network is whole."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core.lab import SETTINGS, Service
from cnn_core.lab.settings import SettingsError, read_settings

NUMBERS = (
    st.sampled_from([0, 1, -1, 2, 7, 64, 0.5, -0.0, 1e308, 2**31, 2**64, 10**400])
    | st.floats()
    | st.integers()
)
NAMES = st.sampled_from(
    ["seed", "filters", "classes", "network", "pixels", "strokes", "label", "$floats", "shape", "x"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
CHOICES = {
    "learning_rate": 0.01,
    "batch_size": 32,
    "filters": 4,
    "shift": 0,
    "sketches": 20,
    "seed": 1,
    "classes": [0, 1],
}
COMMANDS = {
    "create": ["settings", "edits"],
    "inspect": ["sample", "drawing", "weights"],
    "activations": ["source", "weights"],
    "gradients": ["source", "weights"],
    "evaluate": ["weights"],
    "excite": ["convolution", "channel"],
    "occlude": ["window", "drawing"],
    "sketches": ["indices"],
    "collect": ["drawings", "teach", "drawing"],
    "restore": ["step", "weights", "history"],
    "explain": ["name", "arguments"],
    "backend": ["name"],
    "check": ["name", "text"],
    "nothing": [],
}


@pytest.fixture(scope="module")
def service() -> Service:
    service = Service()
    created = json.loads(service.handle(1, json.dumps({"type": "create", "settings": CHOICES}))[0])
    assert "value" in created
    return service


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(CHOICES)), VALUES))
def test_settings_are_within_their_limits_or_refused(changed: dict[str, Any]) -> None:
    refusal = None
    try:
        read = read_settings({**CHOICES, **changed})
    except SettingsError as error:
        refusal = error
    if refusal is None:
        for setting in SETTINGS:
            assert setting.minimum <= getattr(read, setting.name) <= setting.maximum
    else:
        assert refusal.field in CHOICES
        assert 10 < len(str(refusal)) < 2000


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_command_is_answered(service: Service, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(COMMANDS)))
    fields = data.draw(st.lists(st.sampled_from([*COMMANDS[name], "x"]), unique=True))
    command = {"type": name, **{field: data.draw(VALUES) for field in fields}}
    floats = np.arange(data.draw(st.sampled_from([0, 3, 64])), dtype=np.float32)
    number = data.draw(st.sampled_from([1, 2])) if name != "create" else 3
    text, block, file = service.handle(number, json.dumps(command), floats)
    answer = json.loads(text)
    assert set(answer) in ({"value"}, {"error"})
    assert block.dtype == np.float32
    assert file is None
    if "error" in answer:
        assert {"kind", "message"} <= set(answer["error"])
    seen = json.loads(
        service.handle(1, '{"type": "inspect", "sample": 0, "drawing": null, "weights": null}')[0]
    )
    assert "value" in seen, seen


@settings(max_examples=150)
@given(st.text(max_size=40) | VALUES.map(json.dumps))
def test_a_text_that_is_no_command_is_answered(service: Service, text: str) -> None:
    answer = json.loads(service.handle(1, text)[0])
    assert set(answer) == {"error"}
