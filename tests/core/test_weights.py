"""Weights in files: exactly as they were, or refused with the reason."""

import io
import pickle
import struct
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core import Conv2D, Dense, Flatten, ReLU, Sequential
from cnn_core.errors import WeightsError


def network(seed=1, filters=2):
    layers = [Conv2D(filters, 3, activation="relu"), Flatten(), Dense(3)]
    return Sequential(layers, input_shape=(5, 5, 1), rng=np.random.default_rng(seed))


def saved(model):
    file = io.BytesIO()
    model.save(file)
    return file.getvalue()


def archive(compression=zipfile.ZIP_STORED, **changed):
    """A file of `network()` in which some arrays are others, or bytes; None leaves one out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as opened:
        for name, array in (
            dict(network().params) | {k.replace("__", "."): v for k, v in changed.items()}
        ).items():
            if array is not None:
                opened.writestr(f"{name}.npy", array if isinstance(array, bytes) else npy(array))
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npy_header(shape, dtype="<f4", version=(1, 0)):
    """The start of an .npy file that claims to hold more than it does."""
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H", len(text)) + text


def with_an_array_twice():
    file = io.BytesIO(saved(network()))
    with zipfile.ZipFile(file, "a") as opened:
        opened.writestr("dense.bias.npy", npy(np.ones(3, np.float32)))
    return file.getvalue()


def refusal(content):
    """Why a file is refused; the network has to be as it was."""
    model = network(seed=2)
    before = model.get_weights().tobytes()
    with pytest.raises(WeightsError) as refused:
        model.load(io.BytesIO(content))
    assert model.get_weights().tobytes() == before
    return str(refused.value)


class TestThereAndBack:
    def test_through_a_file_object(self):
        model = network(seed=2)
        model.load(io.BytesIO(saved(network())))
        assert model.get_weights().tobytes() == network().get_weights().tobytes()

    @pytest.mark.parametrize("as_type", [str, lambda path: path])
    def test_through_a_path_exactly_as_given(self, tmp_path, as_type):
        path = tmp_path / "weights"
        network().save(as_type(path))
        assert [file.name for file in tmp_path.iterdir()] == ["weights"]
        model = network(seed=2)
        model.load(as_type(path))
        assert model.get_weights().tobytes() == network().get_weights().tobytes()

    def test_extreme_numbers(self):
        limits = np.finfo(np.float32)
        weights = np.resize(
            np.array([limits.max, limits.min, limits.tiny, 1e-45, -0.0, 1 / 3], np.float32), 77
        )
        model, other = network(), network(seed=2)
        model.set_weights(weights)
        other.load(io.BytesIO(saved(model)))
        assert other.get_weights().tobytes() == weights.tobytes()

    def test_the_same_network_gives_the_same_bytes(self):
        assert saved(network()) == saved(network())

    def test_numpy_can_read_it(self):
        with np.load(io.BytesIO(saved(network()))) as arrays:
            assert set(arrays) == set(network().params)
            np.testing.assert_array_equal(arrays["dense.kernel"], network().params["dense.kernel"])

    @pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
    def test_it_can_read_numpys(self, write):
        file = io.BytesIO()
        write(file, **network().params)
        file.seek(0)
        model = network(seed=2)
        model.load(file)
        np.testing.assert_array_equal(model.get_weights(), network().get_weights())

    @pytest.mark.parametrize("dtype", [">f4", "<f8", ">f8"])
    def test_other_floats_and_orders_of_bytes(self, dtype):
        kernel = np.asfortranarray(network().params["dense.kernel"].astype(dtype))
        model = network(seed=2)
        model.load(io.BytesIO(archive(dense__kernel=kernel)))
        np.testing.assert_array_equal(model.get_weights(), network().get_weights())
        assert model.params["dense.kernel"].dtype == np.float32

    def test_arrays_stay_the_same_objects(self):
        model = network(seed=2)
        kernel = model.params["dense.kernel"]
        model.load(io.BytesIO(saved(network())))
        assert model.params["dense.kernel"] is kernel

    def test_double_precision_networks_keep_theirs(self):
        model, other = network(), network(seed=2)
        for either in (model, other):
            for name, param in either.params.items():
                either.params[name] = param / np.float64(3)
        other.load(io.BytesIO(saved(model)))
        assert other.get_weights().tobytes() == model.get_weights().tobytes()

    def test_networks_without_parameters(self):
        model = Sequential([ReLU()], input_shape=(1,), rng=np.random.default_rng(1))
        model.load(io.BytesIO(saved(model)))


class TestRefusals:
    def test_truncated(self):
        content = saved(network())
        for length in range(0, len(content), 7):
            assert refusal(content[:length]).startswith("not an .npz file, or a damaged one: ")

    @settings(max_examples=100)
    @given(st.data())
    def test_damaged_anywhere(self, data):
        """Either the damage is found, or it is in what doesn't matter and all weights are right."""
        content = bytearray(saved(network()))
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
        model = network(seed=2)
        before = model.get_weights().tobytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of zipfile's, on duplicate names and such
                model.load(io.BytesIO(bytes(content)))
        except WeightsError:
            assert model.get_weights().tobytes() == before
        else:
            assert model.get_weights().tobytes() == network().get_weights().tobytes()

    @pytest.mark.parametrize("content", [b"", b"hello", npy(np.zeros(77)), b"PK\x03\x04", pickle.dumps([1])])
    def test_not_an_archive(self, content):
        assert refusal(content).startswith("not an .npz file, or a damaged one: ")

    def test_of_another_network(self):
        other = Sequential([Dense(3), ReLU(), Dense(3)], input_shape=(2,), rng=np.random.default_rng(1))
        assert refusal(saved(other)) == (
            "the file is of another network: expected conv2d.kernel, conv2d.bias, dense.kernel, dense.bias; "
            "got dense.kernel.npy, dense.bias.npy, dense_1.kernel.npy, dense_1.bias.npy"
        )
        assert refusal(saved(network(filters=1))) == (
            "the file is of another network: conv2d.kernel has shape (3, 3, 1, 1); expected (3, 3, 1, 2)"
        )

    def test_with_an_array_missing_or_too_many(self):
        assert "expected conv2d.kernel, conv2d.bias" in refusal(archive(dense__bias=None))
        assert "got conv2d.kernel.npy" in refusal(archive(dense_1__bias=np.zeros(1)))
        with pytest.warns(UserWarning, match="Duplicate name"):
            content = with_an_array_twice()
        assert "dense.bias.npy, dense.bias.npy" in refusal(content)

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
    def test_not_finite(self, bad):
        bias = np.array([0, bad, 0], np.float32)
        assert refusal(archive(dense__bias=bias)) == "dense.bias holds numbers that are not finite"

    def test_not_finite_in_single_precision(self):
        assert "not finite" in refusal(archive(dense__bias=np.array([0, 1e300, 0])))

    @pytest.mark.parametrize("dtype", ["i8", "c8", "?", "U4", "M8[s]", "f4,f4"])
    def test_not_floats(self, dtype):
        assert "expected float32" in refusal(archive(dense__bias=np.zeros(3, dtype)))

    def test_pickles_are_not_opened(self):
        class Trap:
            def __reduce__(self):
                return pytest.fail, ("a pickle was opened",)

        array = np.array([Trap(), None, None], object)
        assert "dense.bias holds object numbers; expected float32" in refusal(archive(dense__bias=array))
        assert "not an .npz file" in refusal(archive(dense__bias=pickle.dumps(Trap())))

    def test_headers_that_promise_too_much_or_too_little(self):
        promised = npy_header((3,))
        assert refusal(archive(dense__bias=promised + bytes(8))) == "dense.bias holds 2 numbers; expected 3"
        assert refusal(archive(dense__bias=promised + bytes(16))) == "dense.bias holds 4 numbers; expected 3"
        assert "not an .npz file" in refusal(archive(dense__bias=promised + bytes(11)))
        assert "has shape (1000000000000,)" in refusal(archive(dense__bias=npy_header((10**12,))))
        assert "version (2, 0)" in refusal(archive(dense__bias=npy_header((3,), version=(2, 0)) + bytes(12)))
        assert "not an .npz file" in refusal(archive(dense__bias=npy_header("__import__('os')") + bytes(12)))

    def test_small_files_that_unpack_to_large_ones(self):
        bomb = archive(zipfile.ZIP_DEFLATED, dense__bias=np.zeros(10**6, np.float32))
        assert len(bomb) < 10_000
        assert refusal(bomb) == "the file is of another network: dense.bias is too large"

    def test_large_files_are_not_read_to_the_end(self):
        class Endless(io.RawIOBase):
            total = 0

            def readable(self):
                return True

            def read(self, size=-1):
                assert size >= 0
                self.total += size
                return bytes(size)

        endless, model = Endless(), network()
        with pytest.raises(WeightsError, match="has at most 10856 bytes"):
            model.load(endless)
        assert endless.total < 20_000

    def test_files_open_for_text(self):
        with pytest.raises(WeightsError, match=r"not an \.npz file"):
            network().load(io.StringIO("hello"))

    def test_a_file_that_is_not_there_is_not_called_damaged(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            network().load(tmp_path / "nothing.npz")

    def test_weights_that_could_not_be_loaded_are_not_saved(self, tmp_path):
        model = network()
        model.params["dense.bias"][1] = np.nan
        with pytest.raises(WeightsError, match=r"dense\.bias holds numbers that are not finite"):
            model.save(tmp_path / "weights.npz")
        assert not list(tmp_path.iterdir())
