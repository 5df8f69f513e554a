# SPDX-License-Identifier: Apache-2.0
"""TensorFlow's model optimization toolkit on a Keras model: weights in clusters, and whether it would
fine-tune the layers for int8 at all."""

import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"  # the toolkit knows tf_keras alone
import tensorflow_model_optimization as toolkit  # noqa: E402
import tf_keras  # noqa: E402

VERSION = toolkit.__version__


def clustered(model, count: int):
    """The model with count numbers in each tensor of weights; not fine-tuned, as ours is not."""
    clustering = toolkit.clustering.keras
    start = clustering.CentroidInitialization.KMEANS_PLUS_PLUS
    return clustering.strip_clustering(clustering.cluster_weights(
        model, number_of_clusters=count, cluster_centroids_init=start))


def not_fine_tuned(model) -> list:
    """Types of layers with weights that it refuses to fine-tune, each tried alone."""
    refused = set()
    for layer in model.layers:
        if not layer.weights:
            continue
        alone = tf_keras.Sequential([tf_keras.layers.Input(layer.input_shape[1:], batch_size=1),
                                     type(layer).from_config(layer.get_config())])
        try:
            toolkit.quantization.keras.quantize_model(alone)
        except RuntimeError as error:
            if "is not supported" not in str(error):
                raise
            refused.add(type(layer).__name__)
    return sorted(refused)
