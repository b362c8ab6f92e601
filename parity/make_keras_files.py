"""Writes the .keras files that src/saving reads in its tests, with inputs, outputs and one more step of training.

    KERAS_BACKEND=jax python parity/make_keras_files.py           writes src/saving/fixtures
    KERAS_BACKEND=jax python parity/make_keras_files.py --only=mlp    one of them

Keras judges the files that Layerwise writes, by their outputs and one more step of training:

    SAVE_TO=.build/saved npx vitest run --project node src/saving/keras-files
    KERAS_BACKEND=jax python parity/make_keras_files.py .build/saved
"""

import io
import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers

FIXTURES = pathlib.Path(__file__).parent.parent / "src" / "saving" / "fixtures"
RANDOM = np.random.default_rng(7)


def normal(*shape):
    return RANDOM.normal(size=shape).astype("float32").round(3)


def onehot(count, classes):
    return np.eye(classes, dtype="float32")[RANDOM.integers(0, classes, count)]


def mlp():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation="relu"), layers.Dropout(0.0), layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model, normal(6, 4), onehot(6, 3)


def two_ends():
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    x = layers.Concatenate()([layers.Dense(4, activation="tanh")(a), layers.Dense(4, activation="gelu")(b)])
    y, z = layers.Dense(2, name="z")(x), layers.Dense(1, name="y")(x)
    model = keras.Model({"a": a, "b": b}, {"second": y, "first": z})
    model.compile(
        optimizer=keras.optimizers.RMSprop(0.01, momentum=0.5),
        loss={"first": "mse", "second": keras.losses.Huber(delta=0.7)},
        loss_weights={"first": 1.0, "second": 0.25},
        metrics={"first": ["mae"], "second": [keras.metrics.MeanSquaredError()]},
    )
    return model, {"a": normal(5, 3), "b": normal(5, 2)}, {"second": normal(5, 2), "first": normal(5, 1)}


def lists():
    a, b = keras.Input((3,)), keras.Input((3,))
    x = layers.Add()([a, b])
    model = keras.Model([a, b], [layers.Dense(2)(x), layers.Dense(1)(layers.Subtract()([a, b]))])
    model.compile(optimizer=keras.optimizers.AdamW(0.02, weight_decay=0.01, clipnorm=1.0), loss=["mse", "mae"], loss_weights=[1.0, 2.0])
    return model, [normal(4, 3), normal(4, 3)], [normal(4, 2), normal(4, 1)]


def shared():
    a = keras.Input((4,))
    dense = layers.Dense(4, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01), kernel_constraint="max_norm")
    model = keras.Model(a, layers.Dense(1)(dense(dense(a))))
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)
    model.compile(optimizer=keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True), loss=keras.losses.MeanSquaredError())
    return model, normal(6, 4), normal(6, 1)


def nested():
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(3, activation="relu"), layers.BatchNormalization()], name="inner")
    i = keras.Input((3,))
    j = layers.Dense(2)(i)
    graph = keras.Model(i, {"p": j, "o": layers.Dense(3)(j)}, name="graph")
    x = keras.Input((3,))
    first = graph(inner(x))
    second = graph(first["o"])
    model = keras.Model(x, [layers.Add()([first["p"], second["p"]]), second["o"]])
    model.compile(optimizer="adam", loss="mse")
    return model, normal(5, 3), [normal(5, 2), normal(5, 3)]


def norms():
    model = keras.Sequential(
        [
            keras.Input((4, 6)),
            layers.BatchNormalization(),
            layers.LayerNormalization(),
            layers.GroupNormalization(groups=2),
            layers.RMSNormalization(),
            layers.UnitNormalization(),
            layers.Dropout(0.5),
            layers.SpatialDropout1D(0.2),
            layers.GaussianNoise(0.1),
            layers.GaussianDropout(0.1),
            layers.AlphaDropout(0.1),
            layers.ActivityRegularization(l2=0.01),
        ]
    )
    return model, normal(3, 4, 6), None


def merging():
    a, b = keras.Input((4,)), keras.Input((4,))
    c = layers.Dense(4)(a)
    parts = [kind()([c, b]) for kind in (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)]
    parts.append(layers.Dot(axes=1, normalize=True)([c, b]))
    return keras.Model([a, b], layers.Concatenate(axis=-1)(parts)), [normal(3, 4), normal(3, 4)], None


def tokens():
    x = keras.Input((5,), dtype="int32")
    y = layers.Embedding(7, 4, mask_zero=True)(x)
    y = layers.TimeDistributed(layers.Dense(3, activation="relu"))(y)
    y = layers.EinsumDense("abc,cd->abd", output_shape=(None, 2), bias_axes="d")(y)
    y = layers.Permute((2, 1))(y)
    y = layers.Reshape((5, 2))(y)
    y = layers.Flatten()(y)
    y = layers.RepeatVector(2)(y)
    return keras.Model(x, layers.Identity()(layers.Masking()(y))), RANDOM.integers(0, 7, (3, 5)).astype("int32"), None


def activations():
    chain = [
        layers.ReLU(max_value=2.0, negative_slope=0.1),
        layers.Dense(4, activation="silu"),
        layers.LeakyReLU(0.2),
        layers.PReLU(alpha_initializer=keras.initializers.Constant(0.3)),
        layers.ELU(0.7),
        layers.Activation("hard_sigmoid"),
        layers.Softmax(),
    ]
    return keras.Sequential([keras.Input((4,)), *chain]), normal(5, 4), None


def images():
    chain = [
        layers.Rescaling(1 / 255, offset=-0.5),
        layers.ZeroPadding2D(((1, 0), (0, 2))),
        layers.Cropping2D(((0, 1), (1, 0))),
        layers.UpSampling2D(2, interpolation="bilinear"),
        layers.SpatialDropout2D(0.3),
        layers.Flatten(),
        layers.Dense(2),
    ]
    return keras.Sequential([keras.Input((3, 4, 2)), *chain]), (RANDOM.random((2, 3, 4, 2)) * 255).astype("float32"), None


def operations():
    a, b = keras.Input((4,)), keras.Input((4,))
    x = layers.Dense(4)(a) + b
    x = keras.ops.relu(x * 2.0) - 1.0
    x = (1.0 - x) / 4.0
    x = keras.ops.tanh(keras.ops.maximum(x, -b))
    return keras.Model([a, b], keras.ops.concatenate([x, a * b], axis=-1)), [normal(3, 4), normal(3, 4)], None


def frozen():
    base = keras.Sequential([keras.Input((3,)), layers.Dense(3), layers.BatchNormalization()], name="base")
    base.trainable = False
    model = keras.Sequential([keras.Input((3,)), base, layers.Dense(2, use_bias=False)])
    model.compile(optimizer=keras.optimizers.Adam(0.01, amsgrad=True, use_ema=True), loss="mse", metrics=["mae", "mse"], weighted_metrics=["mae"])
    return model, normal(5, 3), normal(5, 2)


def convnet():
    chain = [
        layers.Conv2D(4, 3, activation="relu", padding="same"),
        layers.MaxPooling2D(2),
        layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.GlobalAveragePooling2D(),
        layers.Dropout(0.0),
        layers.Dense(3, activation="softmax"),
    ]
    model = keras.Sequential([keras.Input((8, 8, 3)), *chain])
    model.compile(optimizer="nadam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, normal(4, 8, 8, 3), RANDOM.integers(0, 3, (4, 1)).astype("float32")


def residual():
    def block(x, filters, stride):
        short = layers.Conv2D(filters, 1, strides=stride)(x) if stride > 1 else x
        y = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
        y = layers.Activation("relu")(layers.BatchNormalization()(y))
        y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 3, padding="same")(y))
        return keras.ops.relu(y + short)

    x = keras.Input((8, 8, 3), name="image")
    y = block(block(layers.Conv2D(4, 3, padding="same")(x), 4, 1), 6, 2)
    y = layers.Dense(2)(layers.GlobalMaxPooling2D()(y))
    model = keras.Model(x, y, name="small_resnet")
    model.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1))
    return model, normal(3, 8, 8, 3), onehot(3, 2)


def inception():
    x = keras.Input((6, 6, 4))
    towers = [
        layers.Conv2D(3, 1, activation="relu")(x),
        layers.Conv2D(3, 3, padding="same", activation="relu")(layers.Conv2D(2, 1)(x)),
        layers.Conv2D(2, 1)(layers.AveragePooling2D(3, strides=1, padding="same")(x)),
    ]
    return keras.Model(x, layers.Concatenate()(towers)), normal(2, 6, 6, 4), None


def unet():
    x = keras.Input((8, 8, 2))
    a = layers.Conv2D(3, 3, padding="same", activation="relu")(x)
    b = layers.Conv2D(4, 3, padding="same", activation="relu")(layers.MaxPooling2D()(a))
    c = layers.Conv2DTranspose(3, 2, strides=2, padding="same")(b)
    y = layers.Conv2D(2, 3, padding="same")(layers.concatenate([c, a]))
    model = keras.Model(x, layers.Conv2D(1, 1, activation="sigmoid")(y))
    model.compile(optimizer=keras.optimizers.Adamax(0.01), loss=keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.BinaryAccuracy(threshold=0.4)])
    return model, normal(2, 8, 8, 2), None


def mobile():
    x = keras.Input((8, 8, 3))
    y = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    y = layers.DepthwiseConv2D(3, strides=2, use_bias=False)(y)
    y = layers.BatchNormalization(epsilon=1e-5)(y)
    y = layers.ReLU(6.0)(y)
    y = layers.SeparableConv2D(5, 3, padding="same", depth_multiplier=2)(y)
    y = layers.GlobalAveragePooling2D(keepdims=True)(y)
    gate = layers.Conv2D(5, 1, activation="hard_sigmoid")(y)
    y = layers.Flatten()(layers.multiply([y, gate]))
    return keras.Model(x, y), normal(2, 8, 8, 3), None


def autoencoder():
    encoder = keras.Sequential([keras.Input((6,)), layers.Dense(4, activation="elu"), layers.Dense(2, name="code")], name="encoder")
    decoder = keras.Sequential([keras.Input((2,)), layers.Dense(4, activation="selu", kernel_initializer="lecun_normal"), layers.Dense(6)], name="decoder")
    x = keras.Input((6,))
    model = keras.Model(x, decoder(encoder(x)), name="autoencoder")
    model.compile(optimizer=keras.optimizers.Lion(0.01), loss="mae")
    x = normal(5, 6)
    return model, x, x


def siamese():
    tower = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="tanh"), layers.UnitNormalization()], name="tower")
    a, b = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    distance = keras.ops.sqrt(keras.ops.sum(keras.ops.square(tower(a) - tower(b)), axis=-1, keepdims=True) + 1e-6)
    model = keras.Model([a, b], layers.Dense(1, activation="sigmoid")(distance))
    model.compile(optimizer=keras.optimizers.Adagrad(0.1), loss="binary_crossentropy", metrics=[keras.metrics.Precision(), keras.metrics.AUC()])
    return model, [normal(4, 4), normal(4, 4)], np.array([[0], [1], [1], [0]], "float32")


def wide_and_deep():
    wide, deep, word = keras.Input((3,), name="wide"), keras.Input((4,), name="deep"), keras.Input((), dtype="int32", name="word")
    y = layers.Dense(4, activation="relu")(layers.Concatenate()([deep, layers.Embedding(5, 2)(word)]))
    y = layers.Dense(1, name="score")(layers.Concatenate()([wide, y]))
    model = keras.Model({"wide": wide, "deep": deep, "word": word}, {"score": y, "more": {"hidden": y * 2.0}})
    return model, {"wide": normal(4, 3), "deep": normal(4, 4), "word": RANDOM.integers(0, 5, (4,)).astype("int32")}, None


def text_convnet():
    x = keras.Input((8,), dtype="int32")
    y = layers.Embedding(11, 5)(x)
    y = layers.Conv1D(4, 3, padding="causal", activation="relu")(y)
    y = layers.MaxPooling1D(2)(y)
    y = layers.SpatialDropout1D(0.0)(y)
    y = layers.Conv1D(3, 2, dilation_rate=2)(y)
    y = layers.GlobalMaxPooling1D()(y)
    model = keras.Model(x, layers.Dense(1, activation="sigmoid")(y))
    model.compile(optimizer=keras.optimizers.Ftrl(0.1), loss="binary_crossentropy")
    return model, RANDOM.integers(0, 11, (3, 8)).astype("int32"), np.array([[0], [1], [1]], "float32")


def masked_mean():
    x = keras.Input((6,), dtype="int32")
    y = layers.Embedding(9, 4, mask_zero=True)(x)
    y = layers.LayerNormalization()(layers.Dense(4, activation="gelu")(y))
    y = layers.GlobalAveragePooling1D()(y)
    model = keras.Model(x, layers.Dense(2)(y))
    model.compile(optimizer=keras.optimizers.Adadelta(0.5), loss="mse")
    x = np.array([[1, 2, 3, 0, 0, 0], [4, 5, 6, 7, 8, 0]], "int32")
    return model, x, normal(2, 2)


def given_mask():
    steps = keras.Input((5, 3))
    mask = keras.ops.any(keras.ops.not_equal(steps, 0.0), axis=-1)
    y = layers.GlobalAveragePooling1D()(layers.Dense(2)(steps), mask=mask)
    x = normal(3, 5, 3)
    x[0, 3:] = 0
    x[1, 1:] = 0
    return keras.Model(steps, y), x, None


def attention_by_hand():
    x = keras.Input((5, 8))
    heads, size = 2, 4
    split = lambda t: keras.ops.transpose(keras.ops.reshape(t, (-1, 5, heads, size)), (0, 2, 1, 3))
    q, k, v = split(layers.Dense(8, name="q")(x)), split(layers.Dense(8, name="k")(x)), split(layers.Dense(8, name="v")(x))
    scores = keras.ops.matmul(q, keras.ops.swapaxes(k, -1, -2)) / 2.0
    weights = keras.ops.softmax(scores, axis=-1)
    y = keras.ops.einsum("bhqk,bhkd->bqhd", weights, v)
    y = layers.LayerNormalization()(x + layers.Dense(8)(keras.ops.reshape(y, (-1, 5, 8))))
    y = y + layers.Dense(8)(layers.Dense(16, activation="gelu")(y))
    model = keras.Model(x, [y, weights])
    return model, normal(2, 5, 8), None


def slicing():
    x = keras.Input((6, 4))
    parts = [x[:, 0], x[:, -1, :2], x[:, 1:5:2, 1], x[..., None][:, 2, ..., 0], x[:, ::-1, 3][:, :4]]
    return keras.Model(x, [*parts, keras.ops.concatenate([parts[0], parts[4]], axis=1)]), normal(3, 6, 4), None


def operators():
    a, b = keras.Input((4,)), keras.Input((4,))
    parts = [a + 1, 2 - a, a * b, a / (b * b + 1), a**2, -a, abs(b), a // 0.7, a % 0.7, 1.5**a, 3 / (a * a + 2)]
    signs = [a > b, a >= 0.5, a < b, a <= 0.5, keras.ops.equal(a, b), keras.ops.not_equal(a, b)]
    both = [(a > 0) & (b > 0), (a > 0) | (b > 0), (a > 0) ^ (b > 0), ~(a > 0)]
    weights = np.arange(8, dtype="float32").reshape(4, 2) / 10
    parts += [keras.ops.where(both[0], a, b), a @ weights, keras.ops.cast(signs[0], "float32"), keras.ops.where(both[2], 1.0, b)]
    return keras.Model([a, b], [*parts, *[keras.ops.cast(part, "int32") for part in (*signs, *both)]]), [normal(3, 4), normal(3, 4)], None


def reductions():
    x = keras.Input((4, 3))
    o = keras.ops
    parts = [o.sum(x, axis=1), o.mean(x, axis=(1, 2)), o.max(x, axis=-1, keepdims=True), o.min(x, axis=1), o.prod(x, axis=2), o.var(x, axis=1), o.std(x, axis=-1)]
    parts += [o.logsumexp(x, axis=1), o.argmax(x, axis=-1), o.argmin(x, axis=1), o.any(x > 0, axis=1), o.all(x > -1, axis=2), o.cumsum(x, axis=1), o.cumprod(x, axis=2)]
    parts += [o.count_nonzero(x > 0, axis=1), o.average(x, axis=1), o.median(x, axis=1), o.amax(x, axis=1), o.amin(x, axis=1), o.ptp(x, axis=1)]
    parts += [*o.moments(x, axes=[1]), *o.top_k(x, 2), o.sort(x, axis=1), o.argsort(x, axis=-1), o.diff(x, axis=1), o.normalize(x, axis=-1)]
    parts = [o.cast(part, "int32") if part.dtype == "bool" else part for part in parts]
    return keras.Model(x, parts), normal(2, 4, 3), None


def movements():
    x = keras.Input((4, 3))
    o = keras.ops
    parts = [o.expand_dims(x, -1), o.squeeze(o.expand_dims(x, 1), 1), o.moveaxis(x, 1, 2), o.swapaxes(x, 1, 2), o.transpose(x, (0, 2, 1)), o.reshape(x, (-1, 6)), o.reshape(x, (-1, 2, 6))]
    parts += [o.concatenate([x, x], axis=1), o.stack([x, x * 2], axis=-1), o.flip(x, axis=1), o.roll(x, 1, axis=1), o.repeat(x, 2, axis=1), o.tile(x, (1, 2, 1)), o.pad(x, ((0, 0), (1, 2), (0, 1)), constant_values=2.0)]
    parts += [*o.split(x, 2, axis=1), *o.split(x, [1, 3], axis=1), *o.unstack(x, axis=2), o.take(x, [0, 2], axis=1), o.take_along_axis(x, o.argsort(x, axis=1), axis=1), o.tril(x), o.triu(x, k=1), o.diagonal(x, axis1=1, axis2=2), o.trace(x, axis1=1, axis2=2)]
    parts += [o.broadcast_to(o.expand_dims(x, 2), (2, 4, 5, 3)), o.one_hot(o.argmax(x, axis=-1), 3), o.clip(x, -0.5, 0.5), o.zeros_like(x), o.ones_like(x), o.full_like(x, 3.0), o.slice(x, (0, 1, 1), (2, 2, 2)), o.hstack([x, x]), o.tensordot(x, x, axes=[[1], [1]])]
    return keras.Model(x, parts), normal(2, 4, 3), None


def elementwise():
    x = keras.Input((5,))
    o = keras.ops
    positive = o.abs(x) + 0.1
    names = "exp expm1 sin cos tan sinh cosh tanh arcsinh arctan sign floor ceil round trunc square negative erf sigmoid relu relu6 softplus softsign silu log_sigmoid hard_sigmoid hard_silu selu tanh_shrink hard_tanh hard_shrink soft_shrink sparse_plus sparse_sigmoid squareplus deg2rad rad2deg nan_to_num cbrt exp2 erfc stop_gradient isnan isinf isfinite logical_not"
    parts = [getattr(o, name)(x) for name in names.split()]
    parts += [getattr(o, name)(positive) for name in "log log2 log10 log1p sqrt rsqrt reciprocal".split()]
    parts += [o.arcsin(x / 10), o.arccos(x / 10), o.arctanh(x / 10), o.arccosh(positive + 1), o.erfinv(x / 10)]
    parts += [o.gelu(x), o.gelu(x, approximate=False), o.leaky_relu(x, 0.3), o.elu(x, 0.5), o.celu(x, 0.7), o.threshold(x, 0.1, 2.0), o.log_softmax(x), o.softmax(x, axis=-1), o.glu(o.concatenate([x, x], axis=-1))]
    parts += [getattr(o, name)(x, positive) for name in "add subtract multiply divide true_divide power maximum minimum arctan2 hypot logaddexp mod floor_divide divide_no_nan greater less_equal isclose logical_and logical_or logical_xor".split()]
    parts = [o.cast(part, "int32") if part.dtype == "bool" else part for part in parts]
    return keras.Model(x, parts), normal(3, 5), None


def image_operations():
    x = keras.Input((6, 6, 2))
    o = keras.ops
    kernel = (np.arange(3 * 3 * 2 * 3, dtype="float32").reshape(3, 3, 2, 3) % 7 - 3) / 5
    parts = [o.conv(x, kernel, padding="same"), o.depthwise_conv(x, kernel[..., :1], strides=2)]
    return keras.Model(x, parts), normal(2, 6, 6, 2), None


def volumes():
    chain = [layers.Conv3D(2, 2), layers.MaxPooling3D((1, 2, 2)), layers.UpSampling3D(2), layers.Cropping3D(1), layers.GlobalAveragePooling3D(), layers.Dense(1)]
    return keras.Sequential([keras.Input((4, 5, 5, 2)), *chain]), normal(2, 4, 5, 5, 2), None


def transfer():
    base = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation="relu", name="low"), layers.Dense(4, activation="relu", name="features"), layers.Dense(3, name="old_head")], name="base")
    base.trainable = False
    body = keras.Model(base.inputs, base.get_layer("features").output, name="body")
    x = keras.Input((4,))
    model = keras.Model(x, layers.Dense(2, name="new_head")(body(x, training=False)))
    model.compile(optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.1, 10, warmup_steps=2, warmup_target=0.2)), loss="mse")
    return model, normal(5, 4), normal(5, 2)


def many_levels():
    def level(depth, width):
        x = keras.Input((width,))
        y = layers.Dense(width, activation="tanh")(x)
        if depth > 0:
            inner = level(depth - 1, width)
            y = inner(y) + inner(x)
        return keras.Model(x, y, name=f"level_{depth}")

    return level(3, 3), normal(4, 3), None


def gated():
    x = keras.Input((4, 6))
    y = layers.RMSNormalization()(x)
    y = keras.ops.silu(layers.Dense(5, use_bias=False, name="gate")(y)) * layers.Dense(5, use_bias=False, name="up")(y)
    y = layers.Dense(6, use_bias=False, name="down")(y) + x
    y = layers.EinsumDense("btd,dhk->bthk", output_shape=(None, 2, 3))(y)
    model = keras.Model(x, keras.ops.mean(y, axis=1))
    model.compile(optimizer=keras.optimizers.Adafactor(0.05), loss="mse")
    return model, normal(3, 4, 6), normal(3, 2, 3)


def mixture():
    x = keras.Input((4,))
    weights = layers.Dense(3, activation="softmax", name="router")(x)
    experts = keras.ops.stack([layers.Dense(2, name=f"expert_{i}")(x) for i in range(3)], axis=1)
    model = keras.Model(x, keras.ops.sum(experts * keras.ops.expand_dims(weights, -1), axis=1))
    model.compile(optimizer=keras.optimizers.Lamb(0.01), loss=keras.losses.LogCosh(), metrics=[keras.metrics.RootMeanSquaredError(name="rmse")])
    return model, normal(4, 4), normal(4, 2)


def regularized():
    regularizers, constraints = keras.regularizers, keras.constraints
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(4, kernel_regularizer=regularizers.L1L2(0.01, 0.02), bias_regularizer="l2", activity_regularizer=regularizers.L1(0.001)),
            layers.Dense(4, kernel_regularizer=regularizers.OrthogonalRegularizer(0.01), kernel_constraint=constraints.UnitNorm(axis=0), bias_constraint="non_neg"),
            layers.SpectralNormalization(layers.Dense(3, kernel_initializer=keras.initializers.TruncatedNormal(0.0, 0.1, seed=3))),
            layers.Dense(1, kernel_constraint=constraints.MinMaxNorm(0.1, 1.0), bias_initializer=keras.initializers.Constant(0.5)),
        ]
    )
    return model, normal(4, 5), None


def preprocessed():
    norm = layers.Normalization()
    norm.adapt(normal(20, 3) * 2 + 1)
    model = keras.Sequential([keras.Input((3,)), norm, layers.Rescaling(2.0, offset=-1.0), layers.GaussianNoise(0.0), layers.Dense(2)])
    model.compile(optimizer=keras.optimizers.Muon(0.01), loss="huber")
    return model, normal(5, 3), normal(5, 2)


def losses():
    x = keras.Input((4,))
    ends = {"a": layers.Dense(3, activation="softmax", name="a")(x), "b": layers.Dense(1, activation="sigmoid", name="b")(x), "c": layers.Dense(2, name="c")(x)}
    model = keras.Model(x, ends)
    model.compile(
        optimizer=keras.optimizers.Adam(0.01, global_clipnorm=0.5, weight_decay=0.01),
        loss={"a": keras.losses.CategoricalFocalCrossentropy(gamma=1.5), "b": keras.losses.BinaryFocalCrossentropy(), "c": "cosine_similarity"},
        loss_weights={"a": 2.0, "b": 0.5, "c": 1.0},
        metrics={"a": ["accuracy", keras.metrics.TopKCategoricalAccuracy(2)], "b": keras.metrics.F1Score(threshold=0.5), "c": ["mse"]},
        weighted_metrics={"c": ["mae"]},
    )
    return model, normal(5, 4), {"a": onehot(5, 3), "b": np.array([[0], [1], [0], [1], [1]], "float32"), "c": normal(5, 2)}


MODELS = [mlp, two_ends, lists, shared, nested, norms, merging, tokens, activations, images, operations, frozen]
MODELS += [convnet, residual, inception, unet, mobile, autoencoder, siamese, wide_and_deep, text_convnet, masked_mean, given_mask, attention_by_hand]
MODELS += [slicing, operators, reductions, movements, elementwise, image_operations, volumes, transfer, many_levels, gated, mixture, regularized, preprocessed, losses]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    array = np.asarray(value)
    numbers = array.ravel().astype("float64").round(7).tolist()
    return {"shape": list(array.shape), "data": [number if np.isfinite(number) else None for number in numbers]}


def drawn(model):
    """Weights that no initializer gives, so that none could go missing unnoticed."""
    for variable in model.variables:
        if not variable.dtype.startswith("float"):
            continue
        values = normal(*variable.shape)
        variable.assign(np.abs(values) + 0.5 if "variance" in variable.name else values)


def main():
    FIXTURES.mkdir(exist_ok=True)
    only = [name.removeprefix("--only=") for name in sys.argv[1:] if name.startswith("--only=")]
    expected = json.loads((FIXTURES / "expected.json").read_text()) if only else {}
    for make in MODELS if not only else [make for make in MODELS if make.__name__ in only]:
        keras.utils.clear_session()
        model, x, y = make()
        drawn(model)
        if y is not None:
            model.train_on_batch(x, y)
            model.train_on_batch(x, y)
        name = make.__name__.replace("_", "-")
        model.save(FIXTURES / f"{name}.keras")
        if make is mlp:
            older(FIXTURES / "mlp.keras", FIXTURES / "older.keras")
        # Keras itself may lose something in a file, such as Huber's delta: what counts is what it reads back.
        model = keras.saving.load_model(FIXTURES / f"{name}.keras")
        record = {"x": plain(x), "output": plain(model.predict(x, verbose=0))}
        if y is not None:
            logs = model.train_on_batch(x, y, return_dict=True)
            record |= {"y": plain(y), "loss": float(logs["loss"]), "next": [plain(v.numpy()) for v in model.weights]}
        expected[name] = record
    (FIXTURES / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


def older(source, target):
    """The same model as the first versions of Keras 3 wrote it: other spellings, and weights without names."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])

    def rewrite(value):
        if isinstance(value, list):
            return [rewrite(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        if value.get("class_name") == "DTypePolicy":
            return value["config"]["name"]
        changed = {key: rewrite(inner) for key, inner in value.items() if key not in ("quantization_config", "input_axes", "output_axes")}
        if value.get("class_name") == "Dense":
            changed |= {"module": "keras.src.layers.core.dense", "registered_name": "Dense"}
        if value.get("class_name") == "InputLayer":
            changed["config"].pop("optional"), changed["config"].pop("ragged")
        return changed

    config = rewrite(config)
    config["compile_config"] |= {"optimizer": "adam", "loss": {"module": "builtins", "class_name": "function", "config": "categorical_crossentropy", "registered_name": "categorical_crossentropy"}}
    members["config.json"] = json.dumps(config).encode()
    members["metadata.json"] = json.dumps({"keras_version": "3.0.5", "date_saved": "2024-02-27@12:00:00"}).encode()
    import h5py

    buffer = io.BytesIO(members["model.weights.h5"])
    with h5py.File(buffer, "r+") as file:
        file.visititems(lambda _, item: item.attrs.pop("name", None))
    members["model.weights.h5"] = buffer.getvalue()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def given(value):
    if isinstance(value, dict) and set(value) == {"shape", "data"}:
        return np.array(value["data"], "float32").reshape(value["shape"])
    if isinstance(value, dict):
        return {key: given(inner) for key, inner in value.items()}
    return [given(inner) for inner in value]


def difference(a, b):
    a, b = keras.tree.flatten(a), keras.tree.flatten(b)
    assert len(a) == len(b), (len(a), len(b))
    return max(float(np.max(np.abs(np.asarray(p) - q), initial=0)) for p, q in zip(a, b))


def judge(folder):
    """Opens FOLDER/<name>.keras, which Layerwise saved again, and compares outputs and one more step with the record."""
    expected = json.loads((FIXTURES / "expected.json").read_text())
    for name, record in expected.items():
        model = keras.saving.load_model(folder / f"{name}.keras")
        x = given(record["x"])
        line = f"{name:12} output {difference(model.predict(x, verbose=0), given(record['output'])):.1e}"
        if "y" in record:
            logs = model.train_on_batch(x, given(record["y"]), return_dict=True)
            line += f"  loss {abs(float(logs['loss']) - record['loss']):.1e}"
            line += f"  next {difference([v.numpy() for v in model.weights], given(record['next'])):.1e}"
        print(line)


if __name__ == "__main__":
    judge(pathlib.Path(sys.argv[1])) if len(sys.argv) > 1 and not sys.argv[1].startswith("--") else main()
