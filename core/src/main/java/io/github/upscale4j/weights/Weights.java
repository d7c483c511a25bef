package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The named tensors of one checkpoint, in file order. Immutable and safe for use by several threads.
 *
 * <p>Reads PyTorch checkpoints ({@code torch.save}, the zip container and the one before torch 1.6) and safetensors
 * files with elements of float64, float32, float16, bfloat16, integers or bool. What trainers put around a state dict is
 * taken off: wrapping dictionaries ({@code params_ema} before {@code params}) and prefixes common to all names
 * ({@code module.}, {@code netG.}, {@code _orig_mod.}). Entries that are no tensors are left out. No code in a file is
 * ever run.
 *
 * <p>Elements stay as the file has them until {@link #floats} decodes them. A file above 16 MB is memory-mapped, and must
 * not be changed as long as its weights are in use.
 */
public final class Weights {
    private static final int NAMES_IN_MESSAGE = 6;

    private final Map<String, TensorView> tensors;
    private final Map<String, String> metadata;
    private final Architecture architecture; // null where names and shapes tell it

    Weights(Map<String, TensorView> tensors, Map<String, String> metadata) {
        this(tensors, metadata, null);
    }

    Weights(Map<String, TensorView> tensors, Map<String, String> metadata, Architecture architecture) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        this.architecture = architecture;
    }

    /**
     * Reads a weights file of at most 2<sup>31</sup> - 1 bytes. Its container is told by its contents; the extension does
     * not matter.
     *
     * @throws MalformedWeightsException if the file is damaged, of another kind, without tensors, or needs more than
     *     tensors
     * @throws IOException if the file cannot be read
     */
    public static Weights read(Path file) throws IOException {
        return WeightsFile.read(file);
    }

    /**
     * Reads a weights file from a stream, to its end; the caller closes it.
     *
     * @param name what messages call the file
     * @throws MalformedWeightsException as {@link #read(Path)}
     * @throws IOException if the stream fails
     */
    public static Weights read(InputStream in, String name) throws IOException {
        return WeightsFile.parse(ByteBuffer.wrap(in.readAllBytes()), name);
    }

    /**
     * Weights from arrays, which are copied; in the order of {@code values}.
     *
     * @param values float32 elements in row-major order
     * @throws IllegalArgumentException if a name has no shape, or one of another number of elements
     */
    public static Weights of(Map<String, float[]> values, Map<String, Shape> shapes) {
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        values.forEach((name, floats) -> tensors.put(name, view(name, floats, shapes.get(name))));
        return new Weights(tensors, Map.of());
    }

    /**
     * The tensors {@code share * a + (1 - share) * b}, in float32. Those that are no floating-point numbers, such as index
     * tables, are those of {@code a}.
     *
     * @throws IllegalArgumentException naming the tensor that only one of them has, or that has two shapes
     */
    public static Weights blend(Weights a, Weights b, float share) {
        only(a, b, "first");
        only(b, a, "second");
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        for (String name : a.names()) {
            if (!a.shape(name).equals(b.shape(name))) {
                throw new IllegalArgumentException("tensor " + quote(name) + " has shape " + a.shape(name)
                        + " in the first, " + b.shape(name) + " in the second");
            }
            tensors.put(name, a.isFloating(name) ? blend(name, a, b, share) : a.tensor(name));
        }
        return new Weights(tensors, a.metadata, a.architecture);
    }

    /**
     * The tensors and metadata of two files that belong together.
     *
     * @throws IllegalArgumentException naming a tensor that both have, or if either describes a network by itself
     */
    public static Weights join(Weights a, Weights b) {
        if (a.architecture != null || b.architecture != null) {
            throw new IllegalArgumentException("a file that holds a graph of its own is no part of a network");
        }
        Map<String, TensorView> tensors = new LinkedHashMap<>(a.tensors);
        b.tensors.forEach((name, tensor) -> {
            if (tensors.put(name, tensor) != null) {
                throw new IllegalArgumentException("tensor " + quote(name)
                        + " is in both files: a model and its autoencoder have none in common, give one file of each");
            }
        });
        Map<String, String> metadata = new LinkedHashMap<>(b.metadata);
        metadata.putAll(a.metadata);
        return new Weights(tensors, metadata);
    }

    private static void only(Weights one, Weights other, String which) {
        for (String name : one.names()) {
            if (!other.has(name)) {
                throw new IllegalArgumentException("tensor " + quote(name) + " is in the " + which + " only");
            }
        }
    }

    private static TensorView blend(String name, Weights a, Weights b, float share) {
        float[] values = a.floats(name);
        float[] others = b.floats(name);
        for (int i = 0; i < values.length; i++) {
            values[i] = share * values[i] + (1 - share) * others[i];
        }
        return view(name, values, a.shape(name));
    }

    private static TensorView view(String name, float[] floats, Shape shape) {
        if (shape == null || shape.elements() != floats.length) {
            throw new IllegalArgumentException(
                    "tensor " + quote(name) + ": " + floats.length + " values for shape " + shape);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(floats.length, Float.BYTES))
                .order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(floats);
        try {
            return TensorView.rowMajor(name, Dtype.F32, shape, bytes);
        } catch (MalformedWeightsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * These tensors less those in {@code dropped}, with the arrays of {@code values}, which are copied, added or in place
     * of those of the same name.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public Weights with(Map<String, float[]> values, Map<String, Shape> shapes, Set<String> dropped) {
        Map<String, TensorView> changed = new LinkedHashMap<>(tensors);
        changed.keySet().removeAll(dropped);
        values.forEach((name, floats) -> changed.put(name, view(name, floats, shapes.get(name))));
        return new Weights(changed, metadata, architecture);
    }

    /** All names, in file order. */
    public Set<String> names() {
        return tensors.keySet();
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** @throws IllegalArgumentException if there is no such tensor */
    public Shape shape(String name) {
        return tensor(name).shape;
    }

    /**
     * Whether the elements are floating-point numbers; index tables and counters are not.
     *
     * @throws IllegalArgumentException if there is no such tensor
     */
    public boolean isFloating(String name) {
        return tensor(name).dtype.floating;
    }

    /**
     * The type of the elements in the file, by safetensors' names: F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL.
     *
     * @throws IllegalArgumentException if there is no such tensor
     */
    public String type(String name) {
        return tensor(name).dtype.name();
    }

    /**
     * The elements as the file has them, of {@link #type}, little-endian, in row-major order: a new buffer, from index 0
     * to its limit.
     *
     * @throws IllegalArgumentException if there is no such tensor, or one of 2<sup>31</sup> bytes or more
     */
    public ByteBuffer bytes(String name) {
        return tensor(name).bytes();
    }

    /**
     * The elements as float32 in row-major order, decoded anew: the caller owns the array. float64 and integers are
     * rounded to the nearest float, bool is 0 or 1.
     *
     * @throws IllegalArgumentException if there is no such tensor, or a float64 is finite and too large for a float
     */
    public float[] floats(String name) {
        return floats(name, tensor(name));
    }

    /**
     * The same, of a tensor that must have the given shape.
     *
     * @throws IllegalArgumentException if there is no such tensor, or one of another shape
     */
    public float[] floats(String name, int... expectedShape) {
        TensorView tensor = tensor(name);
        Shape expected = Shape.of(expectedShape);
        if (!tensor.shape.equals(expected)) {
            throw new IllegalArgumentException(
                    "tensor " + quote(name) + ": expected shape " + expected + ", got " + tensor.shape);
        }
        return floats(name, tensor);
    }

    private static float[] floats(String name, TensorView tensor) {
        float[] floats = tensor.floats();
        if (tensor.dtype == Dtype.F64) {
            ByteBuffer doubles = tensor.bytes();
            for (int i = 0; i < floats.length; i++) {
                double value = doubles.getDouble(i * Double.BYTES);
                if (Float.isInfinite(floats[i]) && !Double.isInfinite(value)) {
                    throw new IllegalArgumentException("tensor " + quote(name) + " holds " + value
                            + ", and float32, which is computed in, at most " + Float.MAX_VALUE
                            + "; the checkpoint is damaged or its training diverged, use another");
                }
            }
        }
        return floats;
    }

    /** The {@code __metadata__} of a safetensors file; empty for other kinds. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The network that the file itself describes, where it holds a graph beside the tensors, as ONNX's do. Empty for
     * checkpoints, whose architecture names and shapes tell.
     */
    public Optional<Architecture> architecture() {
        return Optional.ofNullable(architecture);
    }

    /** How many floating-point numbers the tensors hold together, running statistics of normalisations included. */
    public long parameters() {
        return tensors.values().stream()
                .filter(tensor -> tensor.dtype.floating)
                .mapToLong(tensor -> tensor.shape.elements())
                .sum();
    }

    /** As in {@code 53 tensors, 621424 parameters}. */
    @Override
    public String toString() {
        return tensors.size() + " tensors, " + parameters() + " parameters";
    }

    private TensorView tensor(String name) {
        TensorView tensor = tensors.get(Objects.requireNonNull(name, "name"));
        if (tensor == null) {
            String some = tensors.keySet().stream()
                    .limit(NAMES_IN_MESSAGE)
                    .map(MalformedWeightsException::quote)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("no tensor " + quote(name) + " among the " + tensors.size() + ": " + some
                    + (tensors.size() > NAMES_IN_MESSAGE ? ", ..." : ""));
        }
        return tensor;
    }
}
