"""What the views of a laboratory are told, held against sums worked out here, term by term."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from cnn_core.lab import looks
from cnn_core.lab.fields import receptive_fields
from cnn_core.lab.session import Session
from cnn_core.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU

SETTINGS = {
    "cnn": {},
    "digits-28": {"network": "digits-28", "filters": 3, "classes": [0, 1, 2], "optimizer": "sgd"},
    "color-32": {"network": "color-32", "filters": 2, "classes": [0, 1], "batch_size": 4},
}


@pytest.fixture(params=SETTINGS, scope="module")
def session(request: pytest.FixtureRequest) -> Session:
    session = Session(SETTINGS[request.param])
    session.train(steps=15, milliseconds=60_000)
    return session


@pytest.fixture(scope="module")
def lesson() -> Session:
    session = Session({})
    session.train(steps=25, milliseconds=60_000)
    return session


def some_cells(layers: list[dict[str, Any]], key: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    """A few cells of every layer: corners, and some in between."""
    rng = np.random.default_rng(3)
    for number, layer in enumerate(layers):
        shape = layer[key].shape
        chosen = {tuple(0 for _ in shape), tuple(size - 1 for size in shape)}
        chosen |= {tuple(int(rng.integers(size)) for size in shape) for _ in range(4)}
        yield from ((number, place) for place in sorted(chosen))


class TestForward:
    def test_every_number_is_what_its_arithmetic_says(self, session: Session) -> None:
        layers = looks.activations(session, "sample", 5)["layers"]
        kinds = set()
        for layer, place in some_cells(layers, "output"):
            told = looks.activations(session, "sample", 5, cell={"layer": layer, "index": list(place)})[
                "cell"
            ]
            value, before = layers[layer]["output"][place], layers[layer - 1]["output"]
            kinds.add(told["kind"])
            assert told["value"] == pytest.approx(float(value), abs=1e-6)
            match told["kind"]:
                case "sum":
                    np.testing.assert_array_equal(told["products"], told["inputs"] * told["weights"])
                    assert told["products"].sum() + told["bias"] == pytest.approx(value, rel=1e-4, abs=1e-5)
                case "relu":
                    assert told["value"] == max(0, told["input"])
                    assert told["input"] == float(before[place])
                case "max":
                    row, column = (a + b for a, b in zip(told["start"], told["chosen"], strict=True))
                    assert told["value"] == told["inputs"].max() == before[row, column, place[2]]
                    assert layers[layer]["argmax"][place] == np.ravel_multi_index(
                        (row, column, place[2]), before.shape
                    )
                case "copy":
                    assert told["value"] == float(before[tuple(told["source"])])
                case "softmax":
                    exponentials = np.exp(np.float64(before) - before.max())
                    assert told["value"] == pytest.approx(exponentials[place[0]] / exponentials.sum())
                case "pixel":
                    assert layer == 0
        assert kinds == {"pixel", "sum", "relu", "max", "copy", "softmax"}

    def test_the_patch_of_a_convolution_is_cut_out_of_the_layer_before(self, session: Session) -> None:
        layers = looks.activations(session, "sample", 2)["layers"]
        for number, layer in enumerate(session.model.layers, start=1):
            if not isinstance(layer, Conv2D):
                continue
            before, (h, w, filters) = layers[number - 1]["output"], layers[number]["output"].shape
            for place in ((0, 0, 0), (h - 1, w - 1, filters - 1), (h // 2, 1, 0)):
                told = looks.activations(session, "sample", 2, cell={"layer": number, "index": place})["cell"]
                for u, v, c in itertools.product(range(3), range(3), range(before.shape[2])):
                    row, column = told["start"][0] + u, told["start"][1] + v
                    inside = 0 <= row < before.shape[0] and 0 <= column < before.shape[1]
                    assert told["inputs"][u, v, c] == (before[row, column, c] if inside else 0)
                np.testing.assert_array_equal(told["weights"], layer.params["kernel"][..., place[2]])

    def test_the_inputs_of_a_dense_layer_are_laid_out_as_the_maps_they_were(self, lesson: Session) -> None:
        told = looks.activations(lesson, "sample", 0, cell={"layer": 5, "index": [7]})
        np.testing.assert_array_equal(told["cell"]["inputs"], told["layers"][3]["output"])

    def test_a_cell_that_is_not_there_is_not_explained(self, lesson: Session) -> None:
        for cell in (
            {"layer": 1, "index": [6, 0, 0]},
            {"layer": 9, "index": [0]},
            {"layer": 1, "index": [0]},
        ):
            assert looks.activations(lesson, "sample", 0, cell=cell)["cell"] is None

    def test_a_checkpoint_is_shown_with_its_own_weights(self, lesson: Session) -> None:
        weights = np.zeros(700, np.float32)
        seen = looks.activations(lesson, "sample", 0, weights=weights)
        assert seen["loss"] == pytest.approx(np.log(4))
        assert not seen["layers"][1]["output"].any()
        assert looks.activations(lesson, "sample", 0)["layers"][1]["output"].any()

    def test_a_drawing_has_no_label_and_blank_paper_is_shown_too(self, lesson: Session) -> None:
        seen = looks.activations(lesson, "drawing", 0, drawing=None)
        assert seen["label"] is None
        assert seen["loss"] is None
        assert not seen["layers"][0]["output"].any()


class TestReceptiveFields:
    def test_they_are_where_a_change_of_the_input_is_felt(self) -> None:
        """By trying: each pixel is changed in turn, with weights and values that let nothing cancel."""
        rng = np.random.default_rng(5)
        layers: list[Layer] = [
            Conv2D(2, 3, padding="same"),
            ReLU(),
            MaxPool2D(2),
            Conv2D(2, 3, strides=2),
            Flatten(),
        ]
        shape: tuple[int, ...] = (11, 11, 1)
        for layer in layers:
            shape = layer.build(shape, rng)
            for param in layer.params.values():
                param[...] = rng.uniform(0.5, 1, param.shape)

        def run(x: np.ndarray) -> np.ndarray:
            for layer in layers:
                x = layer.forward(x)
            return x

        x = np.zeros((1, 11, 11, 1), np.float32)
        felt = np.zeros((11, 11, *shape), bool)
        for row, column in np.ndindex(11, 11):
            changed = x.copy()
            changed[0, row, column] = 1
            felt[row, column] = (run(changed) != run(x))[0]
        for unit in range(shape[0]):
            rows, columns = np.nonzero(felt[..., unit])
            expected = [rows.min(), rows.max(), columns.min(), columns.max(), -1]
            assert receptive_fields(layers, (unit,))[0] == expected

    def test_a_dense_unit_sees_everything(self, lesson: Session) -> None:
        fields = receptive_fields(lesson.model.layers, (2,))
        assert fields[0] == [0, 7, 0, 7, -1]
        assert fields[4:] == [[0, 35], [0, 15], [0, 15], [2, 2]]


class TestBackward:
    def test_a_gradient_is_the_sum_of_its_terms(self, session: Session) -> None:
        seen = looks.gradients(session, "sample", 5)
        kinds = set()
        for layer, place in some_cells(seen["layers"], "gradient"):
            told = looks.gradients(session, "sample", 5, cell={"layer": layer, "index": list(place)})["cell"]
            kinds.add(told["kind"])
            assert told["value"] == float(seen["layers"][layer]["gradient"][place])
            total = {
                "loss": lambda told: told["probability"] - told["target"],
                "sum": lambda told: told["products"].sum(),
                "gate": lambda told: told["passed"] if told["input"] > 0 else 0,
                "route": lambda told: told["routes"].sum(),
                "copy": lambda told: told["value"],
            }[told["kind"]](told)
            assert total == pytest.approx(told["value"], rel=1e-4, abs=1e-6)
        assert kinds >= {"loss", "sum", "gate", "route", "copy"}

    def test_the_gradient_of_a_pixel_is_how_the_loss_changes_with_it(self, session: Session) -> None:
        """In float64, by moving each of a few pixels."""
        subject = session.subject("sample", 4)
        model = session.network()
        x, label = subject.images.astype(np.float64), subject.labels
        assert label is not None
        gradient = looks.gradients(session, "sample", 4)["layers"][0]["gradient"]

        def loss(image: np.ndarray) -> float:
            y = image
            for layer in model.layers:
                y = layer.forward(y)
            return float(np.log(np.exp(y - y.max()).sum()) + y.max() - y[0, label[0]])

        size = x.shape[1]
        for row, column in ((size // 2, size // 2), (2, 3), (size // 2, 4)):
            up, down = x.copy(), x.copy()
            up[0, row, column, 0] += 1e-5
            down[0, row, column, 0] -= 1e-5
            slope = (loss(up) - loss(down)) / 2e-5
            assert gradient[row, column, 0] == pytest.approx(slope, rel=1e-2, abs=1e-4)

    @pytest.mark.parametrize("kind", ["sample", "batch"])
    def test_a_weight_adds_up_and_agrees_with_the_finite_difference(
        self, session: Session, kind: Any
    ) -> None:
        rng = np.random.default_rng(1)
        for number, layer in enumerate(session.model.layers, start=1):
            for param, values in layer.params.items():
                index = [int(rng.integers(size)) for size in values.shape]
                what = {"layer": number, "param": param, "index": index}
                seen = looks.gradients(session, kind, 1, weight=what)
                told = seen["weight"]
                assert told["value"] == float(values[tuple(index)])
                assert told["gradient"] == float(seen["layers"][number][param][tuple(index)])
                assert told["products"].sum() == pytest.approx(told["gradient"], rel=1e-3, abs=1e-6)
                # On a black ground whole windows are equal, so that pooling has a kink there.
                if session.settings.network != "color-32":
                    assert told["difference"] == pytest.approx(told["gradient"], rel=1e-2, abs=1e-4)
                if isinstance(layer, Conv2D) and kind == "sample":
                    assert told["products"].shape == layer.output_shape[:2]
                if isinstance(layer, Dense) and param == "kernel" and kind == "sample":
                    assert told["inputs"] * told["signals"] == told["products"]

    def test_a_filter_weight_meets_one_pixel_at_each_of_its_36_positions(self, lesson: Session) -> None:
        seen = looks.gradients(
            lesson, "sample", 3, weight={"layer": 1, "param": "kernel", "index": [2, 0, 0, 1]}
        )
        image = looks.activations(lesson, "sample", 3)["layers"][0]["output"][..., 0]
        told = seen["weight"]
        np.testing.assert_array_equal(told["inputs"], image[2:8, 0:6])
        np.testing.assert_array_equal(told["signals"], seen["layers"][1]["gradient"][..., 1])

    def test_gates_and_routes_are_counted(self, lesson: Session) -> None:
        maps = looks.activations(lesson, "sample", 3)["layers"]
        rows = looks.gradients(lesson, "sample", 3)["layers"]
        assert (rows[2]["open"], rows[2]["places"]) == (np.count_nonzero(maps[1]["output"] > 0), 144)
        assert (rows[3]["open"], rows[3]["places"]) == (36, 144)

    def test_the_update_is_the_one_that_a_step_makes(self) -> None:
        """The batch of the next step is not known here, so Adam is replayed on the batch that is shown."""
        session = Session({"learning_rate": 0.02})
        session.train(steps=7, milliseconds=60_000)
        before = session.model.get_weights()
        seen = looks.gradients(session, "batch", 0)
        assert not seen["fresh"]
        optimizer = session.running_optimizer
        assert optimizer is not None
        params = {name: param.copy() for name, param in session.model.params.items()}
        rows = {
            f"{row['name']}.{name}": row[name]
            for row in seen["layers"]
            for name in ("kernel", "bias")
            if name in row
        }
        changes = {
            f"{row['name']}.{name}": row[f"{name}_change"]
            for row in seen["layers"]
            for name in ("kernel", "bias")
            if name in row
        }
        optimizer.step(params, rows)
        for name, param in session.model.params.items():
            np.testing.assert_allclose(changes[name], params[name] - param, atol=1e-7)
        np.testing.assert_array_equal(session.model.get_weights(), before)

    def test_looking_changes_nothing_about_the_run(self) -> None:
        one, other = Session({}), Session({})
        for _ in range(6):
            one.train(steps=2, milliseconds=60_000)
            other.train(steps=2, milliseconds=60_000)
            looks.gradients(other, "batch", 1, weight={"layer": 1, "param": "bias", "index": [0]})
            looks.activations(other, "sample", 1, cell={"layer": 1, "index": [0, 0, 0]})
        np.testing.assert_array_equal(one.model.get_weights(), other.model.get_weights())

    def test_before_the_first_step_and_at_a_checkpoint_the_optimizer_is_new(self, lesson: Session) -> None:
        assert looks.gradients(Session({}), "sample", 0)["fresh"]
        assert not looks.gradients(lesson, "sample", 0)["fresh"]
        assert looks.gradients(lesson, "sample", 0, weights=lesson.model.get_weights())["fresh"]

    def test_a_drawing_is_judged_as_the_digit_it_is_said_to_be(self, lesson: Session) -> None:
        strokes = {"strokes": [[[0.5, 0.1], [0.5, 0.9]]]}
        unnamed = looks.gradients(lesson, "drawing", 0, drawing=strokes)
        assert unnamed["label"] == unnamed["prediction"]
        named = looks.gradients(lesson, "drawing", 0, drawing=strokes, label=2)
        scores = named["layers"][-1]["gradient"]
        np.testing.assert_allclose(scores, named["probabilities"] - [0, 0, 1, 0], atol=1e-6)
        with pytest.raises(ValueError, match="one of 0, 1, 2, 3"):
            looks.gradients(lesson, "drawing", 0, drawing=strokes, label=7)

    def test_what_is_not_there_is_not_explained(self, lesson: Session) -> None:
        for weight in (
            {"layer": 0, "param": "kernel", "index": [0]},
            {"layer": 2, "param": "kernel", "index": [0]},
            {"layer": 1, "param": "kernel", "index": [3, 0, 0, 0]},
        ):
            assert looks.gradients(lesson, "sample", 0, weight=weight)["weight"] is None
        for cell in ({"layer": 8, "index": [0]}, {"layer": 1, "index": [6, 0, 0]}):
            assert looks.gradients(lesson, "sample", 0, cell=cell)["cell"] is None
