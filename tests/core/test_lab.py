"""The laboratory behind a page, driven as the worker drives it: texts and floats in, texts and floats out."""

import json
import math
from typing import Any

import numpy as np
import pytest

from cnn_core.lab import SETTINGS, Service, SettingsError, read_settings
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.service import decode, encode
from cnn_core.lab.session import Session


class Page:
    """Stands for the page: sends commands, reads answers, and raises what came back as an error."""

    def __init__(self) -> None:
        self.service = Service()

    def ask(self, type: str, *, file: bytes | None = None, **arguments: Any) -> Any:
        text, floats = encode({"type": type, **arguments})
        answer, block, written = self.service.handle(1, text, floats, file)
        parsed = decode(answer, block)
        if "error" in parsed:
            raise Refused(parsed["error"])
        return written if written is not None else parsed["value"]


class Refused(Exception):
    def __init__(self, failure: dict[str, str]) -> None:
        super().__init__(failure["message"])
        self.failure = failure


@pytest.fixture
def page() -> Page:
    page = Page()
    page.ask("create", settings={})
    return page


STROKES = [[[0.3, 0.2], [0.7, 0.2], [0.7, 0.8], [0.3, 0.8], [0.3, 0.2]]]


class TestSettings:
    def test_what_is_left_out_takes_its_default(self) -> None:
        settings = read_settings({"seed": 7})
        assert (settings.seed, settings.learning_rate, settings.batch_size) == (7, 0.01, 32)

    @pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
    def test_limits_are_allowed_and_what_lies_beyond_is_refused_by_name(self, setting: Any) -> None:
        read_settings({setting.name: setting.minimum})
        read_settings({setting.name: setting.maximum})
        for value in (setting.minimum - 1, setting.maximum + 1, math.nan, math.inf, "1", None, True):
            with pytest.raises(SettingsError, match=setting.label) as refusal:
                read_settings({setting.name: value})
            assert refusal.value.field == setting.name

    def test_half_a_sketch_is_no_batch(self) -> None:
        with pytest.raises(
            SettingsError, match=r"Batch size must be a whole number from 1 to 512, not 2\.5\."
        ):
            read_settings({"batch_size": 2.5})

    @pytest.mark.parametrize("classes", [[], [3], [1, 1], [0, 10], [0, -1], [0, 1.0], "01", None, [True, 0]])
    def test_classes_are_at_least_two_different_digits(self, classes: object) -> None:
        with pytest.raises(SettingsError, match="two different digits"):
            read_settings({"classes": classes})

    def test_unknown_names_and_networks_are_refused(self) -> None:
        with pytest.raises(SettingsError, match="no setting 'momentum'; there are learning_rate, "):
            read_settings({"momentum": 0.9})
        with pytest.raises(SettingsError, match=r"one of cnn, mlp, .*, not 'rnn'"):
            read_settings({"network": "rnn"})
        with pytest.raises(SettingsError, match=r"one of adam, sgd, not \['sgd'\]"):
            read_settings({"optimizer": ["sgd"]})


class TestEncoding:
    def test_arrays_come_back_as_they_were(self) -> None:
        value = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": [{"c": np.float32([7])}], "d": None}
        back = decode(*encode(value))
        np.testing.assert_array_equal(back["a"], value["a"])
        np.testing.assert_array_equal(back["b"][0]["c"], [7])
        assert back["d"] is None

    def test_what_the_page_could_not_read_is_refused(self) -> None:
        with pytest.raises(TypeError, match="cannot send a set"):
            encode({"a": {1, 2}})


class TestTraining:
    def test_a_new_run_says_what_it_is(self, page: Page) -> None:
        created = page.ask("create", settings={"filters": 4})
        assert created["num_params"] == 700
        assert [layer["params"] for layer in created["layers"]] == [0, 40, 0, 0, 0, 592, 0, 68]
        assert [tuple(layer["output_shape"]) for layer in created["layers"]][:4] == [
            (8, 8, 1),
            (6, 6, 4),
            (6, 6, 4),
            (3, 3, 4),
        ]
        progress = created["progress"]
        assert progress["step"] == 0
        assert progress["points"].shape == (1, 4)
        assert 0.05 < progress["test_accuracy"] < 0.6

    def test_it_learns(self, page: Page) -> None:
        progress = page.ask("train", steps=300, milliseconds=60_000)
        assert progress["step"] == 300
        assert progress["test_accuracy"] > 0.8
        assert progress["points"].shape == (300 // NETWORKS["cnn"].test_every, 4)
        assert progress["points"][-1].tolist() == pytest.approx(
            [300, progress["loss"], progress["train_accuracy"], progress["test_accuracy"]], rel=1e-6
        )
        assert 0 < progress["step_ms"] < 100

    def test_slices_do_not_show_in_the_result(self, page: Page) -> None:
        whole = page.ask("train", steps=30, milliseconds=60_000)
        page.ask("create", settings={})
        for steps in (1, 4, 7, 18):
            sliced = page.ask("train", steps=steps, milliseconds=60_000)
        np.testing.assert_array_equal(sliced["weights"], whole["weights"])

    def test_held_out_sketches_are_looked_at_between_messages_too(self, page: Page) -> None:
        """Without a change of the result: a slice may end amid them, but never without the last step's."""
        settings = {"network": "digits-28", "filters": 2, "classes": [0, 1], "batch_size": 4}
        page.ask("create", settings=settings)
        whole = page.ask("train", steps=50, milliseconds=60_000)
        page.ask("create", settings=settings)
        points, calls, step = [], 0, 0
        while step < 50:
            sliced = page.ask("train", steps=50 - step, milliseconds=0)
            step, calls = sliced["step"], calls + 1
            points.extend(sliced["points"].tolist())
        assert calls == 50 + 2 * 2  # 300 sketches, 100 at once, at steps 20 and 40
        assert points == whole["points"].tolist()
        np.testing.assert_array_equal(sliced["weights"], whole["weights"])

    def test_the_last_step_has_its_point(self, page: Page) -> None:
        page.ask("create", settings={"network": "digits-28", "filters": 2, "classes": [0, 1]})
        page.ask("train", steps=19, milliseconds=60_000)
        assert page.ask("train", steps=1, milliseconds=0)["points"][:, 0].tolist() == [20]

    def test_a_slice_ends_when_its_time_is_over_but_takes_one_step(self, page: Page) -> None:
        assert page.ask("train", steps=1000, milliseconds=0)["step"] == 1

    def test_training_never_goes_beyond_the_step_it_is_to_end_at(self, page: Page) -> None:
        assert page.ask("train", steps=100, milliseconds=60_000, until=7)["step"] == 7
        assert page.ask("train", steps=1, milliseconds=60_000, until=7)["step"] == 7

    def test_another_seed_is_another_run(self, page: Page) -> None:
        one = page.ask("train", steps=5, milliseconds=60_000)["weights"]
        page.ask("create", settings={"seed": 2})
        other = page.ask("train", steps=5, milliseconds=60_000)["weights"]
        assert not np.array_equal(one, other)

    def test_divergence_is_said_and_leaves_the_network_usable(self, page: Page) -> None:
        page.ask("create", settings={"learning_rate": 10})
        with pytest.raises(Refused) as refusal:
            page.ask("train", steps=5000, milliseconds=60_000)
        assert refusal.value.failure["kind"] == "diverged"
        assert "learning rate" in str(refusal.value)
        probabilities = page.ask("inspect", sample=0)["sample"]["prediction"]["probabilities"]
        assert probabilities.sum() == pytest.approx(1, abs=1e-5)

    @pytest.mark.parametrize(
        ("network", "filters", "image", "params"),
        [("digits-28", 8, (28, 28), 5258), ("color-32", 16, (32, 32, 3), 37_146)],
    )
    def test_larger_networks_learn_and_are_looked_into(
        self, page: Page, network: str, filters: int, image: tuple[int, ...], params: int
    ) -> None:
        settings = {"network": network, "filters": filters, "classes": list(range(10)), "optimizer": "sgd"}
        created = page.ask("create", settings=settings)
        assert created["num_params"] == params
        progress = page.ask("train", steps=20, milliseconds=60_000)
        assert progress["loss"] < 0.98 * created["progress"]["loss"]
        assert progress["points"][:, 0].tolist() == [20]
        seen = page.ask("inspect", sample=0, drawing={"strokes": STROKES})
        assert seen["sample"]["image"].shape == seen["drawing"]["image"].shape == image
        assert seen["filters"].shape == (filters, 3, 3, *image[2:])
        assert seen["maps"].shape[0] == filters

    def test_a_perceptron_of_the_same_size(self, page: Page) -> None:
        assert page.ask("create", settings={"network": "mlp"})["num_params"] == 694
        assert page.ask("train", steps=200, milliseconds=60_000)["test_accuracy"] > 0.8


class TestInspection:
    def test_the_maps_are_the_filters_laid_over_the_sketch(self, page: Page) -> None:
        page.ask("train", steps=20, milliseconds=60_000)
        seen = page.ask("inspect", sample=3)
        image, filters, biases = seen["sample"]["image"], seen["filters"], seen["biases"]
        for f, i, j in [(0, 0, 0), (1, 5, 5), (2, 2, 3), (3, 4, 1)]:
            by_hand = sum(
                float(image[i + u, j + v]) * float(filters[f, u, v]) for u in range(3) for v in range(3)
            )
            assert seen["maps"][f, i, j] == pytest.approx(max(0.0, by_hand + float(biases[f])), abs=1e-5)

    def test_samples_go_round(self, page: Page) -> None:
        count = page.ask("create", settings={})["num_test"]
        one, same = page.ask("inspect", sample=2)["sample"], page.ask("inspect", sample=count + 2)["sample"]
        assert one["index"] == same["index"] == 2
        np.testing.assert_array_equal(one["image"], same["image"])

    def test_nothing_drawn_predicts_nothing(self, page: Page) -> None:
        drawing = page.ask("inspect", sample=0, drawing={"strokes": []})["drawing"]
        assert drawing["prediction"] is None
        assert not drawing["image"].any()

    def test_a_drawing_is_seen_the_same_wherever_it_was_drawn(self, page: Page) -> None:
        drawn = page.ask("inspect", sample=0, drawing={"strokes": STROKES})["drawing"]["image"]
        smaller = [[[0.1 + x / 4, 0.6 + y / 4] for x, y in stroke] for stroke in STROKES]
        moved = page.ask("inspect", sample=0, drawing={"strokes": smaller})["drawing"]["image"]
        np.testing.assert_allclose(moved, drawn, atol=1e-5)
        assert drawn.max() > 0.5

    def test_a_square_is_read_as_a_zero_after_training(self, page: Page) -> None:
        page.ask("train", steps=500, milliseconds=60_000)
        prediction = page.ask("inspect", sample=0, drawing={"strokes": STROKES})["drawing"]["prediction"]
        assert prediction["digit"] == 0

    def test_pixels_are_taken_as_they_are(self, page: Page) -> None:
        pixels = np.zeros(64, np.float32)
        pixels[9] = 1
        image = page.ask("inspect", sample=0, drawing={"pixels": pixels})["drawing"]["image"]
        np.testing.assert_array_equal(image.ravel(), pixels)

    def test_pixels_of_the_small_grid_do_for_larger_networks(self, page: Page) -> None:
        page.ask("create", settings={"network": "digits-28"})
        pixels = np.zeros(64, np.float32)
        pixels[[11, 19, 27, 35, 43]] = 1
        image = page.ask("inspect", sample=0, drawing={"pixels": pixels})["drawing"]["image"]
        assert image.shape == (28, 28)
        assert image[14, 14] > 0.9 > image[14, 3]

    def test_a_drawing_fills_the_box_that_sketches_of_its_size_fill(self, page: Page) -> None:
        """20 of 28 pixels, but nearly all of 8."""
        for network, box in (("cnn", 8), ("digits-28", 20)):
            page.ask("create", settings={"network": network})
            image = page.ask("inspect", sample=0, drawing={"strokes": STROKES})["drawing"]["image"]
            assert np.count_nonzero(image.max(axis=1) > 0.4) == pytest.approx(box, abs=1)

    def test_paint_lies_where_it_was_put(self, page: Page) -> None:
        page.ask("create", settings={"network": "color-32", "filters": 1})
        drawing = {"strokes": [[[0.25, 0.25]]], "inks": [0]}
        seen = page.ask("inspect", sample=0, drawing=drawing)["drawing"]
        red, green, blue = seen["image"][8, 8]
        assert red > 2 * green
        assert red > 2 * blue
        assert len(seen["prediction"]["probabilities"]) == 4
        assert page.ask("inspect", sample=0, drawing={"strokes": []})["drawing"]["prediction"] is None

    def test_pixels_of_another_grid_are_refused(self, page: Page) -> None:
        with pytest.raises(Refused, match="expected 64 finite pixels"):
            page.ask("inspect", sample=0, drawing={"pixels": np.zeros(63, np.float32)})

    def test_an_earlier_checkpoint_is_looked_at_without_going_back(self, page: Page) -> None:
        early = page.ask("train", steps=10, milliseconds=60_000)["weights"]
        then = page.ask("inspect", sample=0)
        page.ask("train", steps=50, milliseconds=60_000)
        now = page.ask("inspect", sample=0)
        again = page.ask("inspect", sample=0, weights=early)
        np.testing.assert_array_equal(again["maps"], then["maps"])
        np.testing.assert_array_equal(page.ask("inspect", sample=0)["filters"], now["filters"])


class TestKeeping:
    def test_a_new_worker_goes_on_from_a_checkpoint(self, page: Page) -> None:
        checkpoint = page.ask("train", steps=40, milliseconds=60_000)
        successor = Page()
        successor.ask("create", settings={})
        restored = successor.ask("restore", step=40, weights=checkpoint["weights"])
        assert restored["progress"]["step"] == 40
        assert restored["progress"]["test_accuracy"] == checkpoint["test_accuracy"]
        assert successor.ask("train", steps=1, milliseconds=0)["step"] == 41
        assert successor.ask("inspect", sample=0)["sample"]["index"] == 0

    def test_exported_weights_come_back_exactly(self, page: Page) -> None:
        trained = page.ask("train", steps=40, milliseconds=60_000)
        file = page.ask("export")
        page.ask("create", settings={"seed": 9})
        loaded = page.ask("import", file=file)
        assert loaded["progress"]["step"] == 0
        assert loaded["progress"]["test_accuracy"] == trained["test_accuracy"]
        np.testing.assert_array_equal(loaded["progress"]["weights"], trained["weights"])

    @pytest.mark.parametrize("length", [0, 1, 200, -1])
    def test_a_truncated_file_is_refused_and_changes_nothing(self, page: Page, length: int) -> None:
        file = page.ask("export")
        before = page.ask("train", steps=3, milliseconds=60_000)["weights"]
        with pytest.raises(Refused) as refusal:
            page.ask("import", file=file[:length])
        assert refusal.value.failure["kind"] == "file"
        after = page.ask("train", steps=1, milliseconds=0)
        assert after["step"] == 4
        assert np.abs(after["weights"] - before).max() < 0.05

    def test_weights_beyond_all_computing_are_refused_and_change_nothing(self, page: Page) -> None:
        before = page.ask("train", steps=3, milliseconds=60_000)["weights"]
        beyond = Session({})
        beyond.model.set_weights(np.full(700, 1e15, np.float32))
        with pytest.raises(Refused, match="not finite") as refusal:
            page.ask("import", file=beyond.save())
        assert refusal.value.failure["kind"] == "file"
        with pytest.raises(Refused, match="not finite"):
            page.ask("restore", step=9, weights=np.full(700, 1e15, np.float32))
        with pytest.raises(Refused, match="the 700 weights of this network, got 699"):
            page.ask("restore", step=9, weights=np.zeros(699, np.float32))
        assert np.abs(page.ask("train", steps=1, milliseconds=0)["weights"] - before).max() < 0.05

    def test_weights_of_another_network_are_refused(self, page: Page) -> None:
        file = page.ask("export")
        page.ask("create", settings={"filters": 5})
        with pytest.raises(Refused) as refusal:
            page.ask("import", file=file)
        assert refusal.value.failure["kind"] == "file"


class TestService:
    def test_a_refused_setting_names_its_field(self, page: Page) -> None:
        with pytest.raises(Refused) as refusal:
            page.ask("create", settings={"shift": 3})
        assert refusal.value.failure["field"] == "shift"
        assert page.ask("train", steps=1, milliseconds=0)["step"] == 1

    def test_it_explains_and_a_refused_argument_names_its_field(self, page: Page) -> None:
        arguments = {"size": 8, "kernel_size": 3, "strides": 1, "padding": 0}
        assert page.ask("explain", name="output_size", arguments=arguments)["output_size"] == 6
        with pytest.raises(Refused) as refusal:
            page.ask("explain", name="output_size", arguments=arguments | {"strides": "x"})
        assert refusal.value.failure == {
            "kind": "arguments",
            "field": "strides",
            "message": "Stride must be a whole number from 1 to 1024, not “x”.",
        }

    def test_an_unknown_command_is_an_answer_not_an_exception(self, page: Page) -> None:
        with pytest.raises(Refused, match="unknown command 'dance'"):
            page.ask("dance")

    def test_a_closed_session_is_gone(self, page: Page) -> None:
        page.ask("close")
        text, _, _ = page.service.handle(1, json.dumps({"type": "export"}))
        assert json.loads(text)["error"]["kind"] == "internal"
