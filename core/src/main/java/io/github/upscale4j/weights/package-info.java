/**
 * Named tensors from weights files: PyTorch checkpoints (zip and the older container) and safetensors.
 *
 * <p>Files are untrusted. Nothing in them is ever run or instantiated; sizes, counts and offsets are checked against the
 * bytes that are there before anything is allocated for them, and what does not fit is refused with a
 * {@link io.github.upscale4j.weights.MalformedWeightsException}.
 */
package io.github.upscale4j.weights;
