# SPDX-License-Identifier: Apache-2.0
"""The networks of the goldens, as people write them in Keras for windows of motion data: 6
channels, few filters. `k` is the module to build with: keras (3) or tf_keras. The converter's
dynamic-range scheme quantises layers from 1,024 weights on: networks converted so have some."""

SAMPLES, CHANNELS, CLASSES = 32, 6, 6
UNROLLED_SAMPLES = 3  # an unrolled cell is repeated for each sample


def window(k, samples=SAMPLES, batch=1):
    return k.Input(batch_shape=(batch, samples, CHANNELS))


def classify(k, x, source, activation=None):
    """Most end in logits: softmax would hide small errors behind 8 bits."""
    return k.Model(source, k.layers.Dense(CLASSES, activation=activation)(x), name="net")


# ---- convolution, pooling, normalisation ----

def conv_same(k, batch=1):
    source = x = window(k, batch=batch)
    x = k.layers.Conv1D(16, 5, padding="same", activation="relu")(x)
    x = k.layers.MaxPooling1D(2)(x)
    x = k.layers.Conv1D(16, 5, padding="same", activation="relu")(x)
    x = k.layers.MaxPooling1D(3, strides=2, padding="same")(x)
    return classify(k, k.layers.Flatten()(x), source, "softmax")


def conv_any_batch(k):
    """As most people convert: the batch is left open."""
    return conv_same(k, batch=None)


def conv_valid(k):
    """The convolutional network of the experiments, in small."""
    source = x = window(k)
    for filters in (16, 16):
        x = k.layers.Conv1D(filters, 5, activation="relu")(x)
        x = k.layers.MaxPooling1D(2)(x)
    x = k.layers.Dense(16, activation="relu")(k.layers.Flatten()(x))
    x = k.layers.Dropout(0.2)(k.layers.BatchNormalization()(x))
    return classify(k, x, source, "softmax")


def conv_stride(k):
    source = x = window(k)
    x = k.layers.Conv1D(16, 5, strides=2)(x)
    x = k.layers.ReLU(max_value=6.0)(k.layers.BatchNormalization()(x))
    x = k.layers.Conv1D(24, 4, strides=2, padding="same", use_bias=False)(x)
    x = k.layers.ReLU()(k.layers.BatchNormalization()(x))
    x = k.layers.AveragePooling1D(2, padding="same")(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def conv_dilated(k):
    """A temporal convolutional network: dilations 2 (same), 4 (causal) and 2 (valid)."""
    source = x = window(k)
    x = k.layers.Conv1D(16, 3, padding="same", dilation_rate=2, activation="relu")(x)
    x = k.layers.Conv1D(24, 3, padding="causal", dilation_rate=4, activation="relu")(x)
    x = k.layers.Conv1D(16, 3, dilation_rate=2, activation="relu")(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def batch_norm(k):
    """Where it cannot be folded into a convolution before it: on the input and after pooling."""
    source = x = window(k)
    x = k.layers.BatchNormalization()(x)
    x = k.layers.Conv1D(12, 5, activation="relu")(x)
    x = k.layers.BatchNormalization()(k.layers.MaxPooling1D(2)(x))
    x = k.layers.Activation("tanh")(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def layer_norm(k):
    source = x = window(k)
    x = k.layers.LayerNormalization()(k.layers.Conv1D(12, 5, activation="relu")(x))
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def pool_max_global(k):
    source = x = window(k, samples=64)
    x = k.layers.Conv1D(12, 5, strides=4, activation="relu")(x)
    return classify(k, k.layers.GlobalMaxPooling1D()(x), source)


def pool_average(k):
    source = x = window(k, samples=64)
    x = k.layers.AveragePooling1D(4)(x)
    x = k.layers.Conv1D(12, 5, activation="relu")(x)
    x = k.layers.AveragePooling1D(3, strides=2, padding="same")(x)
    return classify(k, k.layers.Flatten()(x), source)


def depthwise(k):
    source = x = window(k)
    x = k.layers.DepthwiseConv1D(5, padding="same", depth_multiplier=4, activation="relu")(x)
    x = k.layers.Conv1D(48, 1, activation="relu")(x)
    x = k.layers.DepthwiseConv1D(3, strides=2)(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def separable(k):
    source = x = window(k)
    x = k.layers.SeparableConv1D(32, 5, padding="same", activation="relu")(x)
    x = k.layers.SeparableConv1D(32, 3, strides=2, activation="relu")(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def residual(k):
    source = x = window(k)
    x = shortcut = k.layers.Conv1D(16, 5, padding="same", activation="relu")(x)
    x = k.layers.Conv1D(16, 5, padding="same", activation="relu")(x)
    x = k.layers.Conv1D(16, 5, padding="same")(x)
    x = k.layers.ReLU()(k.layers.Add()([x, shortcut]))
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def squeeze_excite(k):
    source = x = window(k)
    x = k.layers.Conv1D(16, 5, padding="same", activation="relu")(x)
    weight = k.layers.GlobalAveragePooling1D()(x)
    weight = k.layers.Dense(8, activation="relu")(weight)
    weight = k.layers.Dense(16, activation="sigmoid")(weight)
    x = k.layers.Multiply()([x, k.layers.Reshape((1, 16))(weight)])
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def branches(k):
    """Inception: the branches of the concatenation differ in their ranges."""
    source = x = window(k)
    wide = k.layers.Conv1D(12, 9, padding="same", activation="relu")(x)
    narrow = k.layers.Conv1D(8, 1, padding="same")(x)
    pooled = k.layers.MaxPooling1D(3, strides=1, padding="same")(x)
    x = k.layers.Concatenate()([wide, narrow, pooled])
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def conv_2d(k):
    """The window as an image."""
    source = x = window(k)
    x = k.layers.Reshape((SAMPLES, CHANNELS, 1))(x)
    x = k.layers.Conv2D(8, (5, 2), activation="relu")(x)
    x = k.layers.MaxPooling2D((2, 2))(x)
    x = k.layers.Conv2D(24, (3, 2), strides=(2, 1), padding="same", activation="relu")(x)
    x = k.layers.GlobalAveragePooling2D()(x)
    return classify(k, x, source)


# ---- activations and dense layers ----

def leaky_relu(k):
    source = x = window(k)
    slope = {"alpha": 0.2} if "tf_keras" in k.__name__ else {"negative_slope": 0.2}
    x = k.layers.LeakyReLU(**slope)(k.layers.Conv1D(12, 5)(x))
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def elu(k):
    source = x = window(k)
    x = k.layers.Conv1D(12, 5, activation="elu")(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def swish(k):
    source = x = window(k)
    x = k.layers.Conv1D(12, 5, activation="swish")(x)
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def prelu(k):
    source = x = window(k)
    x = k.layers.PReLU(shared_axes=[1])(k.layers.Conv1D(12, 5)(x))
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source)


def dense(k):
    source = x = window(k, samples=6)
    x = k.layers.Dense(32, activation="relu")(k.layers.Flatten()(x))
    x = k.layers.Dense(32, activation="tanh")(x)
    x = k.layers.Dense(32, activation="sigmoid")(x)
    return classify(k, x, source, "softmax")


def dense_each_sample(k):
    """Dense on (samples, channels), then one sigmoid for each label."""
    source = x = window(k)
    x = k.layers.Dense(32, activation="relu")(x)
    x = k.layers.Dense(32, activation="tanh")(x)
    x = k.layers.GlobalAveragePooling1D()(x)
    return classify(k, x, source, "sigmoid")


def attention(k):
    """Self-attention with a residual and layer normalisation: one block of a transformer."""
    source = x = window(k)
    x = k.layers.Dense(16)(x)
    y = k.layers.MultiHeadAttention(num_heads=2, key_dim=8)(x, x)
    x = k.layers.LayerNormalization()(k.layers.Add()([x, y]))
    return classify(k, k.layers.GlobalAveragePooling1D()(x), source, "softmax")


# ---- recurrent ----

def recurrent(layer, units=16, samples=SAMPLES, bidirectional=False, batch=1, **options):
    """One recurrent layer and the output layer."""
    def build(k):
        source = x = window(k, samples, batch)
        cells = getattr(k.layers, layer)(units, **options)
        x = (k.layers.Bidirectional(cells) if bidirectional else cells)(x)
        return classify(k, x, source)
    return build


def stacked(layer, units=8, samples=SAMPLES, **options):
    """Two layers with batch normalisation between: the second reads what the first returns."""
    def build(k):
        source = x = window(k, samples)
        x = getattr(k.layers, layer)(units, return_sequences=True, **options)(x)
        x = k.layers.Dropout(0.2)(k.layers.BatchNormalization()(x))
        x = getattr(k.layers, layer)(units, **options)(x)
        return classify(k, x, source)
    return build


def time_distributed(layer, **options):
    """Convolutions on four parts of the window, the recurrent layer over the parts."""
    def build(k):
        source = x = window(k)
        x = k.layers.Reshape((4, SAMPLES // 4, CHANNELS))(x)
        x = k.layers.TimeDistributed(k.layers.Conv1D(16, 3, activation="relu"))(x)
        x = k.layers.TimeDistributed(k.layers.GlobalAveragePooling1D())(x)
        x = getattr(k.layers, layer)(16, **options)(x)
        return classify(k, x, source)
    return build


def conv_recurrent(layer, units=32, **options):
    """Convolutions find the features, the recurrent layer their order."""
    def build(k):
        source = x = window(k)
        x = k.layers.Conv1D(32, 6, activation="relu")(x)
        x = k.layers.MaxPooling1D(2)(x)
        x = getattr(k.layers, layer)(units, **options)(x)
        return classify(k, x, source, "softmax")
    return build
