"""Writes the files beside it with h5py, hence with libhdf5; see README.md."""
import h5py
import numpy


def values(salt, *shape):
    """Numbers that every type here holds exactly, told by their place."""
    count = int(numpy.prod(shape))
    return numpy.array([((37 * k + salt) % 101 - 50) / 64 for k in range(count)]).reshape(shape)


def variables(file, path, salt, *shapes, dtype="f4"):
    group = file.create_group(path + "/vars")
    group.attrs["name"] = path.split("/")[-1]
    for k, shape in enumerate(shapes):
        group[str(k)] = values(salt + k, *shape).astype(dtype)


def gru(units, inputs):
    return (inputs, 3 * units), (units, 3 * units), (2, 3 * units)


with h5py.File("default.weights.h5", "w") as file:
    variables(file, "layers/embedding", 1, (7, 4))
    variables(file, "layers/bidirectional/forward_layer/cell", 10, *gru(3, 4))
    variables(file, "layers/bidirectional/backward_layer/cell", 20, *gru(3, 4))
    variables(file, "layers/lstm/cell", 30, (6, 20), (5, 20), (20,))
    variables(file, "layers/dense", 40, (5, 2), (2,))
    file.create_group("layers/dropout/seed_generator/vars")["0"] = numpy.array([1, 2], dtype="u4")
    file.create_group("layers/input_layer/vars")
    variables(file, "optimizer", 50, (3,))
    file.create_group("vars").attrs["name"] = "sequential"

with h5py.File("packed.weights.h5", "w") as file:
    group = file.create_group("layers/gru/cell/vars")
    options = {"compression": "gzip", "compression_opts": 9}
    group.create_dataset("0", data=values(60, 9, 15).astype("f4"), chunks=(4, 7), shuffle=True, **options)
    group.create_dataset("1", data=values(61, 5, 15).astype(">f8"), chunks=(5, 4), **options)
    group.create_dataset("2", data=values(62, 2, 15).astype("f2"), chunks=(1, 15))
    group = file.create_group("layers/dense/vars")
    bits = values(63, 5, 3).astype("f4").view("u4") >> 16
    group.create_dataset("0", data=bits.astype("u2").view("V2"))
    group["0"].attrs["dtype"] = "bfloat16"
    group.create_dataset("1", data=values(64, 3).astype("f2"))

with h5py.File("earlier.weights.h5", "w", libver="latest") as file:
    variables(file, "_layer_checkpoint_dependencies/simple_rnn/cell", 70, (2, 3), (3, 3), (3,), dtype="f8")
    variables(file, "_layer_checkpoint_dependencies/time_distributed/layer", 80, (3, 4))


# Files that mean harm: each is a GRU of which something is not what it seems.
def hostile(name, spoil, **options):
    with h5py.File(name + ".weights.h5", "w", **options) as file:
        variables(file, "layers/gru/cell", 90, *gru(2, 3))
        spoil(file, file["layers/gru/cell/vars"])


def replaced(key, link):
    def spoil(file, group):
        del group[key]
        group[key] = link
    return spoil


def huge(file, group):
    del group["0"]
    group.create_dataset("0", shape=(1 << 40, 6), dtype="f4")


def unwritten(file, group):
    del group["0"]
    group.create_dataset("0", shape=(1 << 22, 6), dtype="f4", chunks=(1 << 12, 6))


def bomb(file, group):
    del group["0"]
    group.create_dataset("0", data=numpy.zeros((1 << 18, 6), dtype="f4"), chunks=(1 << 18, 6), compression="gzip")


def cyclic(file, group):
    del file["layers/gru/cell"]
    file["layers/gru/cell"] = file["layers"]


hostile("soft-link", replaced("0", h5py.SoftLink("/layers/gru/cell/vars/1")), libver="latest")
hostile("external-link", replaced("0", h5py.ExternalLink("/etc/passwd", "/x")), libver="latest")
hostile("huge", huge, libver="latest")
hostile("unwritten", unwritten)
hostile("bomb", bomb)
hostile("cyclic", cyclic, libver="latest")
